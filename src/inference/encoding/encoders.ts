import type { DecodedFrame } from "../../core/frame.js";
import type { Embedding } from "../../core/vectors.js";
import type { Fit } from "../picture/preprocess.js";

/** Turns pictures into embeddings. */
export interface ImageEncoder {
  readonly modelId: string;
  readonly dimension: number;
  /** Frames of this size are encoded as they are; others are resized first. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** How a frame of another size becomes the input size. */
  readonly fit: Fit;
  /** One L2-normalised embedding for each frame, in order. Frames of concurrent calls share batches. */
  encode(frames: readonly DecodedFrame[]): Promise<Embedding[]>;
}

/** Turns texts into embeddings of the same space. */
export interface TextEncoder {
  readonly modelId: string;
  readonly dimension: number;
  /** Factor of a text's similarities to pictures in the softmax or the sigmoid that the model was trained with. */
  readonly logitScale: number;
  /** One L2-normalised embedding for each text, in order. A text that is too long loses its end. */
  encode(texts: readonly string[]): Promise<Embedding[]>;
}

import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { Embedding } from "../../core/vectors.js";

/** Turns pictures into embeddings. */
export interface ImageEncoder {
  readonly modelId: string;
  readonly dimension: number;
  /** What a frame is fitted to before it is encoded. One of this size is taken to be fitted already. */
  readonly input: FrameFit;
  /** One L2-normalised embedding for each frame, in order. Frames of concurrent calls share batches. */
  encode(frames: readonly DecodedFrame[]): Promise<Embedding[]>;
}

/** Turns texts into embeddings of the same space. */
export interface TextEncoder {
  readonly modelId: string;
  readonly dimension: number;
  /** `logitScale * similarity + logitBias` is the logit of a text and a picture in the model's own softmax or sigmoid. */
  readonly logitScale: number;
  readonly logitBias: number;
  /** One L2-normalised embedding for each text, in order. A text that is too long loses its end. */
  encode(texts: readonly string[]): Promise<Embedding[]>;
}

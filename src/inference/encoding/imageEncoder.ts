import type { DecodedFrame } from "../../core/frame.js";
import type { Embedding } from "../../core/vectors.js";
import { createBatcher } from "./batcher.js";
import { toEmbeddings } from "./embeddings.js";
import type { ImageEncoder } from "./encoders.js";
import type { OnnxSession } from "../session/onnxSession.js";
import { checkFrame, toPictureBatch } from "../picture/pictureBatch.js";
import type { ImageSpec } from "../picture/preprocess.js";

export interface ImageEncoderOptions {
  readonly session: Pick<OnnxSession, "run">;
  readonly modelId: string;
  readonly dimension: number;
  readonly spec: ImageSpec;
  /** Names of the model's input `[N, 3, height, width]` and output `[N, dimension]`. */
  readonly input: string;
  readonly output: string;
  /** Maximum number of frames of one run. */
  readonly maxBatch: number;
  /** Runs handed to the session at a time. Default: 2, so that the next batch is there when one ends. */
  readonly maxInFlight?: number;
  /** How long the first frame of a batch waits for company. Default: 20. */
  readonly maxWaitMs?: number;
}

/** An {@link ImageEncoder} on an ONNX session, which stays the caller's to close. */
export function createImageEncoder(options: ImageEncoderOptions): ImageEncoder {
  const { session, modelId, dimension, spec, input, output, maxBatch, maxInFlight = 2, maxWaitMs = 20 } = options;
  const batcher = createBatcher<DecodedFrame, Embedding>({
    maxBatch,
    maxWaitMs,
    maxInFlight,
    run: async (frames) => {
      const outputs = await session.run({ [input]: toPictureBatch(frames, spec) }, [output]);
      return toEmbeddings(outputs, output, frames.length, dimension);
    },
  });
  return {
    modelId,
    dimension,
    input: spec,
    async encode(frames) {
      for (const frame of frames) checkFrame(frame);
      return Promise.all(frames.map((frame) => batcher.encode(frame)));
    },
  };
}

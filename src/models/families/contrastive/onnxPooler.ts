import { KinodexError } from "../../../core/errors.js";
import { spreadEvenly } from "../../../core/spread.js";
import type { Embedding } from "../../../core/vectors.js";
import { toEmbeddings } from "../../../inference/encoding/embeddings.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import type { PoolerInput, TemporalPooler } from "../../../temporal/pooler.js";

export interface OnnxPoolerOptions {
  readonly session: OnnxSession;
  readonly name: string;
  readonly dimension: number;
  readonly maxFrames: number;
  /** Names of the model's inputs: embeddings `[N, T, dimension]`, mask `[N, T]`, times `[N, T]`. */
  readonly input: string;
  readonly mask: string;
  readonly times: string;
  /** Name of its output `[N, dimension]`. */
  readonly output: string;
}

/** Clips of one run at most. */
const maxBatch = 16;

/**
 * A pooler that a model was trained with, on an ONNX session, which stays the caller's to close.
 *
 * A clip longer than `maxFrames` is thinned evenly, its first and last frame kept. Times are given to the model in
 * seconds from the clip's first frame.
 */
export function createOnnxPooler(options: OnnxPoolerOptions): TemporalPooler {
  const { session, name, maxFrames, dimension, output } = options;

  const poolBatch = async (clips: readonly PoolerInput[]): Promise<Embedding[]> => {
    const dims = [clips.length, maxFrames];
    const embeddings = new Float32Array(clips.length * maxFrames * dimension);
    const mask = new Float32Array(clips.length * maxFrames);
    const times = new Float32Array(clips.length * maxFrames);
    for (const [index, clip] of clips.entries()) {
      for (const [n, chosen] of spreadEvenly(clip.embeddings.length, maxFrames).entries()) {
        const slot = index * maxFrames + n;
        embeddings.set(clip.embeddings[chosen] as Embedding, slot * dimension);
        mask[slot] = 1;
        times[slot] = (clip.timesSeconds[chosen] as number) - (clip.timesSeconds[0] as number);
      }
    }
    const outputs = await session.run(
      {
        [options.input]: { type: "float32", dims: [...dims, dimension], data: embeddings },
        [options.mask]: { type: "float32", dims, data: mask },
        [options.times]: { type: "float32", dims, data: times },
      },
      [output],
    );
    return toEmbeddings(outputs, output, clips.length, dimension);
  };

  return {
    name,
    maxFrames,
    async pool(clips) {
      for (const clip of clips) checkClip(clip, dimension);
      const pooled: Embedding[] = [];
      for (let start = 0; start < clips.length; start += maxBatch) {
        pooled.push(...(await poolBatch(clips.slice(start, start + maxBatch))));
      }
      return pooled;
    },
  };
}

function checkClip({ embeddings, timesSeconds }: PoolerInput, dimension: number): void {
  const fits = embeddings.every((embedding) => embedding.length === dimension);
  if (embeddings.length > 0 && embeddings.length === timesSeconds.length && fits) return;
  throw new KinodexError(
    "usage",
    `cannot pool a clip of ${embeddings.length} embeddings and ${timesSeconds.length} times: expected at least one ` +
      `embedding of ${dimension} values, and as many times`,
    { embeddings: embeddings.length, times: timesSeconds.length, dimension },
  );
}

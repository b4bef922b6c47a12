import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { Embedding } from "../../core/vectors.js";
import { vectorFault } from "../../store/catalog/vectorBlock.js";

/** What a model made of a scene. */
export interface EncodedScene {
  /** `[frames]`, seconds. */
  readonly times: Float64Array;
  /** `[frames]` of the model's dimension. */
  readonly frames: readonly Embedding[];
  readonly clip: Embedding;
}

/**
 * A file that keeps scenes as they are encoded, so that whoever is interrupted need not encode them again. One calibration
 * at a time writes it; where two did, what is not in order is left out.
 */
export interface SceneDraft extends Disposable {
  /** The scene of this number, where it was encoded before; asked for in rising order. */
  read(number: number): EncodedScene | undefined;
  /** Keeps a scene, after all that were read. Throws `environment` where it cannot be written. */
  add(number: number, scene: EncodedScene): void;
}

/** Opens a draft; what was not written in full there goes when the next scene is added. */
export function openSceneDraft(path: string, dimension: number, framesPerScene: number): SceneDraft {
  const numbers = 1 + framesPerScene; // the scene's own and its times, as float64
  const recordBytes = 8 * numbers + 4 * dimension * (framesPerScene + 1);
  const descriptor = withAdvice(path, () => openSync(path, "a+"));
  let end = 0;
  let isWhole = true;

  return {
    read(number) {
      if (!isWhole || fstatSync(descriptor).size < end + recordBytes) return undefined;
      const record = Buffer.alloc(recordBytes);
      readSync(descriptor, record, 0, recordBytes, end);
      const [stored, ...times] = new Float64Array(record.buffer, record.byteOffset, numbers);
      const rows = Array.from({ length: framesPerScene + 1 }, (_, n) => {
        const at = record.byteOffset + 8 * numbers + 4 * dimension * n;
        return new Float32Array(record.buffer.slice(at, at + 4 * dimension));
      });
      isWhole = stored === number && rows.every((row) => vectorFault(row, dimension) === undefined);
      if (!isWhole) return undefined;
      end += recordBytes;
      return { times: Float64Array.from(times), frames: rows.slice(0, -1), clip: rows.at(-1) as Embedding };
    },

    add(number, { times, frames, clip }) {
      const head = Float64Array.of(number, ...times);
      const parts = [head, ...frames, clip].map(({ buffer, byteOffset, byteLength }) =>
        Buffer.from(buffer, byteOffset, byteLength),
      );
      withAdvice(path, () => {
        if (fstatSync(descriptor).size !== end) ftruncateSync(descriptor, end);
        writeSync(descriptor, Buffer.concat(parts));
      });
      end += recordBytes;
    },

    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

function withAdvice<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const message = `cannot keep what was encoded in ${path}: ${toMessage(error)}. Check the free space and the permissions, and start again: it goes on where it stopped.`;
    throw new KinodexError("environment", message, { path }, error);
  }
}

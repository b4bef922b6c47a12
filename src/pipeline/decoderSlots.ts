import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { KinodexError } from "../core/errors.js";
import { createSemaphore } from "../core/semaphore.js";

/** Leave to decode. */
export interface DecoderSlot extends Disposable {
  /** Threads that the decoder should use. */
  readonly threads: number;
}

/** Shares the processors among decoders, in the order in which they ask. */
export interface DecoderSlots {
  /** Decoders that run at a time. */
  readonly count: number;
  /** Waits for a slot. @throws {KinodexError} `interrupted` */
  take(signal: AbortSignal): Promise<DecoderSlot>;
}

/** Each decoder holds a dozen pictures in full size and more. */
const maxSlots = 4;

/**
 * Creates the slots of one process.
 *
 * The threads of one decoder spend up to a third of their time on waiting for each other, those of two do not: a slot
 * has one thread a processor only while nobody else wants one.
 */
export function createDecoderSlots(processors = availableParallelism()): DecoderSlots {
  const count = Math.min(processors, maxSlots);
  const semaphore = createSemaphore(count);
  let wanted = 0; // by those who have one and those who wait

  return {
    count,
    async take(signal) {
      wanted += 1;
      try {
        await setImmediate(); // those who ask together know of each other
        const permit = await semaphore.acquire(signal);
        return {
          threads: Math.ceil(processors / Math.min(count, wanted)),
          [Symbol.dispose]() {
            wanted -= 1;
            permit[Symbol.dispose]();
          },
        };
      } catch {
        wanted -= 1;
        throw interrupted();
      }
    },
  };
}

function interrupted(): KinodexError {
  return new KinodexError("interrupted", "Interrupted while waiting for a decoder");
}

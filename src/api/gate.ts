import { createSemaphore } from "../core/semaphore.js";
import { ApiError } from "./problem.js";

/** Lets a bounded number of works run at a time; a bounded number wait, and the rest are refused. */
export interface Gate {
  /** Runs `work` when there is room. Throws 503 when too many wait, and the signal's reason when it aborts first. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** Opens a gate; `what` names the work in the refusal. */
export function createGate(what: string, maxRunning: number, maxWaiting: number): Gate {
  const semaphore = createSemaphore(maxRunning);
  return {
    async run(work, signal) {
      signal.throwIfAborted();
      if (semaphore.running >= maxRunning && semaphore.waiting >= maxWaiting)
        throw new ApiError(503, "overloaded", `Too many ${what} wait already. Try again soon.`, {
          retryAfterSeconds: 1,
        });
      using _permit = await semaphore.acquire(signal);
      return await work();
    },
    get running() {
      return semaphore.running;
    },
    get waiting() {
      return semaphore.waiting;
    },
  };
}

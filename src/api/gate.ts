import { ApiError } from "./problem.js";

/** Lets a bounded number of works run at a time; a bounded number wait, and the rest are refused. */
export interface Gate {
  /** Runs `work` when there is room. Throws 503 when too many wait, and the signal's reason when it aborts first. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** Opens a gate; `what` names the work in the refusal. */
export function createGate(what: string, atOnce: number, waitingAtMost: number): Gate {
  const queue: (() => void)[] = [];
  let running = 0;

  const enter = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (queue.length >= waitingAtMost)
      throw new ApiError(503, "overloaded", `Too many ${what} wait already. Try again soon.`, { retryAfterSeconds: 1 });
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        queue.splice(queue.indexOf(start), 1);
        reject(signal.reason as Error);
      };
      queue.push(start);
      signal.addEventListener("abort", leave, { once: true });
    });
  };
  const exit = (): void => {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  };

  return {
    async run(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        exit();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
  };
}

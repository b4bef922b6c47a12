/** Lets a bounded number of works run at a time; the others wait, in the order in which they came. */
export interface Semaphore {
  readonly running: number;
  readonly waiting: number;
  /**
   * Waits until there is room. The work runs until what this gives is disposed of; once is enough.
   *
   * Rejects with the reason of `signal` where that aborts first, or has aborted already.
   */
  acquire(signal: AbortSignal): Promise<Disposable>;
}

/** Creates a semaphore through which at most `maxRunning` works run at a time. */
export function createSemaphore(maxRunning: number): Semaphore {
  const queue: (() => void)[] = [];
  let running = 0;

  const createPermit = (): Disposable => {
    let isHeld = true;
    return {
      [Symbol.dispose]() {
        if (!isHeld) return;
        isHeld = false;
        const next = queue.shift(); // the room goes to the next without being free between
        if (next) next();
        else running -= 1;
      },
    };
  };
  const waitInLine = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
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

  return {
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
    async acquire(signal) {
      signal.throwIfAborted();
      if (running < maxRunning) running += 1;
      else await waitInLine(signal);
      return createPermit();
    },
  };
}

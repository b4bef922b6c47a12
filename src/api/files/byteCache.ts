/** Pictures that were made lately; one maker for each key at a time. */
export interface ByteCache {
  /**
   * The kept bytes of `key`, or those that `make` gives. Its signal aborts when nobody waits for them any more; the promise
   * is rejected with the reason of `signal` when that aborts first.
   */
  get(key: string, make: (signal: AbortSignal) => Promise<Buffer>, signal: AbortSignal): Promise<Buffer>;
}

interface Making {
  readonly made: Promise<Buffer>;
  readonly abort: AbortController;
  waiting: number;
}

/** Keeps up to `sizeBytes` in memory; those used longest ago make room. */
export function createByteCache(sizeBytes: number): ByteCache {
  const kept = new Map<string, Buffer>();
  const making = new Map<string, Making>();
  let keptBytes = 0;

  const keep = (key: string, bytes: Buffer): Buffer => {
    kept.set(key, bytes);
    keptBytes += bytes.length;
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= sizeBytes) break;
      kept.delete(oldest);
      keptBytes -= length;
    }
    return bytes;
  };
  const begin = (key: string, make: (signal: AbortSignal) => Promise<Buffer>): Making => {
    const abort = new AbortController();
    const made = make(abort.signal).then((bytes) => keep(key, bytes));
    const begun: Making = { made, abort, waiting: 0 };
    making.set(key, begun);
    const end = () => making.get(key) === begun && making.delete(key);
    made.then(end, end);
    return begun;
  };
  return {
    async get(key, make, signal) {
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      signal.throwIfAborted();
      const one = making.get(key) ?? begin(key, make);
      one.waiting += 1;
      return new Promise((resolve, reject) => {
        const leave = () => {
          one.waiting -= 1;
          reject(signal.reason as Error);
          if (one.waiting > 0) return;
          if (making.get(key) === one) making.delete(key); // whoever asks from now on must not be given what is being stopped
          one.abort.abort(signal.reason);
        };
        signal.addEventListener("abort", leave, { once: true });
        void one.made.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
      });
    },
  };
}

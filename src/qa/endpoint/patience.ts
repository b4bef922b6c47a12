/** How much of a server is waited for, and taken. */
export interface Patience {
  /** From the request to the first token: a model is loaded, and pictures are read. */
  readonly maxFirstTokenMs: number;
  /** Between two tokens. */
  readonly maxSilenceMs: number;
  readonly maxTotalMs: number;
  readonly maxReplyBytes: number;
}

/** The timers of one reply. */
export interface ReplyTimers extends Disposable {
  /** A token has come. */
  restart(): void;
}

/** Starts the timers of a reply; `onExpired` hears in words which of them ran out. */
export function startTimers(patience: Patience, onExpired: (what: string) => void): ReplyTimers {
  const { maxFirstTokenMs, maxSilenceMs, maxTotalMs } = patience;
  const after = (ms: number, what: string) => setTimeout(() => onExpired(`${what} ${ms / 1000} s`), ms);
  const total = after(maxTotalMs, "has not come to an end in");
  let silence = after(maxFirstTokenMs, "has not begun to answer in");
  return {
    restart() {
      clearTimeout(silence);
      silence = after(maxSilenceMs, "fell silent in the middle of its answer for");
    },
    [Symbol.dispose]() {
      clearTimeout(total);
      clearTimeout(silence);
    },
  };
}

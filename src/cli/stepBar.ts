import cliTruncate from "cli-truncate";
import { toDuration } from "./format.js";
import { toBar } from "./progress.js";

/** Draws how far one thing is; `close` leaves the terminal clean. */
export interface StepBar {
  /** `text` says how much of it is done, in words. */
  readonly show: (text: string, done: number, total: number) => void;
  close(): void;
}

const redrawEveryMs = 100;

/** One line: share, words, and the time that is left. */
export function createStepBar(stream: NodeJS.WriteStream): StepBar {
  let first: { readonly done: number; readonly atMs: number } | undefined;
  let drawnMs = -Infinity;
  let isDrawn = false;
  const erase = () => {
    if (isDrawn) stream.write("\x1b[1A\x1b[0J");
    isDrawn = false;
  };
  return {
    show(text, done, total) {
      const nowMs = performance.now();
      first ??= { done, atMs: nowMs }; // what was there before is not fast
      if (nowMs - drawnMs < redrawEveryMs) return;
      const width = Math.max(40, stream.columns - 1);
      const made = done - first.done;
      const left = made > 0 ? ` · ${toDuration((((nowMs - first.atMs) / 1000) * (total - done)) / made)} left` : "";
      erase();
      stream.write(`${cliTruncate(`${toBar(done / Math.max(1, total), width)} ${text}${left}`, width)}\n`);
      isDrawn = true;
      drawnMs = nowMs;
    },
    close: erase,
  };
}

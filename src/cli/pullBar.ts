import cliTruncate from "cli-truncate";
import type { FileProgress, PullPlan } from "../app/models.js";
import { toBar } from "./progress.js";

/** Draws how far a model has arrived; `close` leaves the terminal clean. */
export interface PullBar {
  plan(plan: PullPlan): void;
  show(progress: FileProgress): void;
  close(): void;
}

const redrawEveryMs = 100;

/** One line for all files of a model: share, megabytes, and how fast they come. */
export function createPullBar(stream: NodeJS.WriteStream): PullBar {
  const received = new Map<string, number>();
  const startedMs = performance.now();
  let sizeBytes = 0;
  let firstBytes: number | undefined;
  let drawnMs = 0;
  let isDrawn = false;
  const erase = () => {
    if (isDrawn) stream.write("\x1b[1A\x1b[0J");
    isDrawn = false;
  };
  const draw = () => {
    const bytes = [...received.values()].reduce((total, one) => total + one, 0);
    firstBytes ??= bytes; // what an earlier pull left counts as there, and not as fast
    const seconds = (performance.now() - startedMs) / 1000;
    const width = Math.max(40, stream.columns - 1);
    const share = sizeBytes > 0 ? Math.min(1, bytes / sizeBytes) : 0;
    const megabytes = `${(bytes / 1e6).toFixed(1)} of ${(sizeBytes / 1e6).toFixed(1)} MB`;
    const line = `${toBar(share, width)} ${megabytes} · ${((bytes - firstBytes) / 1e6 / seconds).toFixed(1)} MB/s`;
    erase();
    stream.write(`${cliTruncate(line, width)}\n`);
    isDrawn = true;
    drawnMs = performance.now();
  };
  return {
    plan: (plan) => {
      ({ sizeBytes } = plan);
      draw();
    },
    show: ({ path, receivedBytes }) => {
      received.set(path, receivedBytes);
      if (performance.now() - drawnMs >= redrawEveryMs) draw();
    },
    close: erase,
  };
}

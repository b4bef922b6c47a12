import { basename } from "node:path";
import type { FileEvent } from "../app/kinodex.js";
import { toDuration, toWidth } from "./format.js";
import { toPrintable } from "./printable.js";

interface Running {
  readonly durationSeconds: number | undefined;
  readonly resumedAtSeconds: number;
  doneSeconds: number;
  frameCount: number;
}

/** Draws what is being indexed; `close` leaves the terminal clean. */
export interface ProgressDisplay {
  show(event: FileEvent): void;
  /** Writes a line above the bars. */
  print(line: string): void;
  close(): void;
}

const redrawEveryMs = 100;
const barWidth = 24;

/**
 * Bars on a terminal: one for each video in work and one for all, with frames a second, times real time, and what is
 * left. `fileCount` is the number of files that will be shown.
 */
export function createProgressBars(stream: NodeJS.WriteStream, fileCount: number): ProgressDisplay {
  const running = new Map<string, Running>();
  const startedMs = performance.now();
  let filesDone = 0;
  let secondsDone = 0;
  let framesDone = 0;
  let linesDrawn = 0;
  let drawnMs = 0;

  const erase = () => {
    if (linesDrawn) stream.write(`\x1b[${linesDrawn}A\x1b[0J`);
    linesDrawn = 0;
  };

  const draw = () => {
    const width = Math.max(40, stream.columns - 1);
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    const inWork = [...running.values()];
    const videoSeconds = secondsDone + sum(inWork.map((video) => video.doneSeconds - video.resumedAtSeconds));
    const frames = framesDone + sum(inWork.map((video) => video.frameCount));
    const shareDone = (filesDone + sum(inWork.map(shareOf))) / Math.max(1, fileCount);
    const lines = [...running].map(
      ([path, video]) =>
        `${toBar(shareOf(video))} ${toWidth(toPrintable(basename(path)), 32).padEnd(32)} ${toDuration(video.doneSeconds)}` +
        (video.durationSeconds ? ` of ${toDuration(video.durationSeconds)}` : ""),
    );
    const left = shareDone > 0.01 ? ` · ${toDuration((elapsedSeconds / shareDone) * (1 - shareDone))} left` : "";
    lines.push(
      `${toBar(shareDone)} ${filesDone} of ${fileCount} files · ${(frames / elapsedSeconds).toFixed(0)} frames/s · ` +
        `${(videoSeconds / elapsedSeconds).toFixed(1)}× real time${left}`,
    );
    erase();
    stream.write(lines.map((line) => `${line.slice(0, width)}\n`).join(""));
    linesDrawn = lines.length;
    drawnMs = performance.now();
  };

  return {
    show: (event) => {
      const video = running.get(event.path);
      if (event.type === "started") {
        const { durationSeconds, resumedAtSeconds } = event;
        running.set(event.path, { durationSeconds, resumedAtSeconds, doneSeconds: resumedAtSeconds, frameCount: 0 });
      } else if (event.type === "progressed") {
        if (video) Object.assign(video, { doneSeconds: event.doneSeconds, frameCount: event.frameCount });
      } else if (event.type !== "annotated") {
        filesDone += 1;
        if (video) {
          secondsDone += video.doneSeconds - video.resumedAtSeconds;
          framesDone += video.frameCount;
          running.delete(event.path);
        }
      }
      if (performance.now() - drawnMs >= redrawEveryMs) draw();
    },
    print: (line) => {
      erase();
      stream.write(`${toPrintable(line)}\n`);
      draw();
    },
    close: erase,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function shareOf({ doneSeconds, durationSeconds }: Running): number {
  return durationSeconds ? Math.min(1, doneSeconds / durationSeconds) : 0;
}

function toBar(share: number): string {
  const filled = Math.round(share * barWidth);
  return `${"━".repeat(filled)}${"╌".repeat(barWidth - filled)} ${String(Math.round(share * 100)).padStart(3)} %`;
}

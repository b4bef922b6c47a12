import { basename } from "node:path";
import type { IndexEvent } from "../app/kinodex.js";
import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { toDuration } from "./format.js";
import { toPrintable } from "../core/printable.js";
import { toWidth } from "./table.js";

interface Running {
  readonly durationSeconds: number | undefined;
  readonly resumedAtSeconds: number;
  doneSeconds: number;
  frameCount: number;
}

/** Draws what is being indexed; `close` leaves the terminal clean. */
export interface ProgressDisplay {
  show(event: IndexEvent): void;
  /** Takes the bars away while something else is written. */
  above(write: () => void): void;
  close(): void;
}

const redrawEveryMs = 100;
/** Of a bar, on a terminal that is wide enough and on one that is not. */
const [longBar, shortBar] = [24, 10];
const wideFrom = 90;

/**
 * Bars on a terminal: one for each video in work and one for all, with frames a second, times real time, and what is
 * left. The one for all is drawn at once, before it is known how many files there are.
 */
export function createProgressBars(stream: NodeJS.WriteStream): ProgressDisplay {
  let fileCount: number | undefined;
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
    const shareDone = (filesDone + sum(inWork.map(shareOf))) / Math.max(1, fileCount ?? 1);
    const lines = [...running].map(
      ([path, video]) =>
        `${toBar(shareOf(video), width)} ${toColumn(toPrintable(basename(path)), width < wideFrom ? 16 : 32)} ${toDuration(video.doneSeconds)}` +
        (video.durationSeconds ? ` of ${toDuration(video.durationSeconds)}` : ""),
    );
    const rates = [
      `${(frames / elapsedSeconds).toFixed(0)} frames/s`,
      `${(videoSeconds / elapsedSeconds).toFixed(1)}× real time`,
    ];
    const left = shareDone > 0.01 ? [`${toDuration((elapsedSeconds / shareDone) * (1 - shareDone))} left`] : [];
    if (fileCount === undefined) lines.push(`${toBar(0, width)} looking for videos`);
    else lines.push(toTotal(`${toBar(shareDone, width)} ${filesDone} of ${fileCount} files`, rates, left, width));
    erase();
    stream.write(lines.map((line) => `${cliTruncate(line, width)}\n`).join(""));
    linesDrawn = lines.length;
    drawnMs = performance.now();
  };

  draw();
  return {
    show: (event) => {
      if (event.type === "listed") {
        fileCount = event.fileCount;
        return draw();
      }
      if (event.type === "graph") return;
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
    above: (write) => {
      erase();
      write();
      draw();
    },
    close: erase,
  };
}

/** The line for all files; what is wider than the terminal loses its rates, the first of them first. */
function toTotal(files: string, rates: readonly string[], left: readonly string[], width: number): string {
  const line = [files, ...rates, ...left].join(" · ");
  return stringWidth(line) > width && rates.length > 0 ? toTotal(files, rates.slice(1), left, width) : line;
}

function toColumn(text: string, width: number): string {
  const shown = toWidth(text, width);
  return shown + " ".repeat(width - stringWidth(shown));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function shareOf({ doneSeconds, durationSeconds }: Running): number {
  return durationSeconds ? Math.min(1, doneSeconds / durationSeconds) : 0;
}

/** A bar and its percentage, shorter on a narrow terminal. */
export function toBar(share: number, width: number): string {
  const barWidth = width < wideFrom ? shortBar : longBar;
  const filled = Math.round(share * barWidth);
  return `${"━".repeat(filled)}${"╌".repeat(barWidth - filled)} ${String(Math.round(share * 100)).padStart(3)} %`;
}

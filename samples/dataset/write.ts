import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createRandom, type Random } from "../renderer/random.js";
import { rasteriseMoments } from "../renderer/raster.js";
import type { Scene } from "../renderer/scene.js";
import { durationOf } from "../renderer/shots.js";
import { describeMoment } from "./describe.js";
import { CHANGE_PAIRS } from "./change.js";
import { MOTION_PAIRS } from "./motion.js";
import { VIEW_PAIRS } from "./view.js";
import { ORDER_PAIRS } from "./order.js";
import type { Pair, PairMaker, Take } from "./pair.js";
import { STILL_PAIRS } from "./still.js";

const MAKERS: readonly (readonly [PairMaker, number])[] = [
  ...ORDER_PAIRS,
  ...MOTION_PAIRS,
  ...CHANGE_PAIRS,
  ...VIEW_PAIRS,
  ...STILL_PAIRS,
];

/** The pair of that number under a seed, whatever was made before it. */
export function pairAt(seed: number, index: number): Pair {
  const random = createRandom(seed).fork(index);
  const total = MAKERS.reduce((sum, [, share]) => sum + share, 0);
  let point = random.between(0, total);
  const [maker] = MAKERS.find(([, share]) => (point -= share) < 0) ?? MAKERS[0]!;
  for (;;) {
    const pair = maker(random);
    if (pair !== undefined) return pair;
  }
}

/** One row of clips.jsonl. */
export interface ClipRow {
  readonly clip: number;
  /** Index of its first frame in frames.bin. */
  readonly first: number;
  readonly count: number;
  readonly times: readonly number[];
  readonly caption: string;
  readonly captions: readonly string[];
  readonly frameCaptions: readonly string[];
  readonly kind: string;
  readonly pair: number;
  /** Clip number of the twin. */
  readonly twin: number;
  readonly combination: string;
  /** The twins' frames are the same in reverse order. */
  readonly reversed: boolean;
}

interface Moment {
  readonly shot: Scene;
  readonly seconds: number;
}

function momentAt(shots: readonly Scene[], seconds: number): Moment {
  let start = 0;
  for (const shot of shots) {
    if (seconds < start + shot.durationSeconds) return { shot, seconds: seconds - start };
    start += shot.durationSeconds;
  }
  return { shot: shots.at(-1)!, seconds: shots.at(-1)!.durationSeconds };
}

async function drawTake(take: Take, times: readonly number[], size: number): Promise<Buffer> {
  const moments = times.map((time) => momentAt(take.shots, time));
  const parts: Promise<Buffer>[] = [];
  for (const shot of take.shots) {
    const seconds = moments.filter((moment) => moment.shot === shot).map((moment) => moment.seconds);
    if (seconds.length > 0)
      parts.push(rasteriseMoments(shot, seconds, take.canvas, { width: size, height: size }, true));
  }
  return Buffer.concat(await Promise.all(parts));
}

function reverseFrames(frames: Buffer, count: number): Buffer {
  const bytes = frames.length / count;
  return Buffer.concat(
    Array.from({ length: count }, (_, i) => frames.subarray((count - 1 - i) * bytes, (count - i) * bytes)),
  );
}

/** Draws both clips of a pair: RGB bytes [2, frames, size, size, 3] and the rows without their numbers. */
export async function drawPair(
  pair: Pair,
  frames: number,
  size: number,
  random: Random,
): Promise<{ pixels: readonly [Buffer, Buffer]; rows: readonly Omit<ClipRow, "clip" | "first" | "pair" | "twin">[] }> {
  const length = durationOf(pair.takes[0].shots);
  const jitter = random.chance(0.5) ? 0 : 0.3;
  const times = Array.from(
    { length: frames },
    (_, i) => ((i + 0.5 + random.between(-jitter, jitter)) / frames) * length,
  );
  const backwards = times.map((time) => length - time).toReversed();
  const timesOf = (side: number): number[] => (side === 1 && pair.reversed ? backwards : times);
  const first = await drawTake(pair.takes[0], times, size);
  const second = pair.reversed ? reverseFrames(first, frames) : await drawTake(pair.takes[1], times, size);
  const rows = pair.takes.map((take, side) => ({
    count: frames,
    times: timesOf(side).map((time) => Math.round(time * 1000) / 1000),
    caption: take.captions[0]!,
    captions: take.captions.slice(1),
    frameCaptions: timesOf(side).map((time) => {
      const { shot, seconds } = momentAt(take.shots, time);
      return describeMoment(shot, seconds, random);
    }),
    kind: pair.kind,
    combination: pair.combination,
    reversed: pair.reversed,
  }));
  return { pixels: [first, second], rows };
}

export interface DatasetOptions {
  readonly count: number;
  readonly seed: number;
  /** Side of the square frames, in pixels. */
  readonly size: number;
  /** Frames a clip. */
  readonly frames: number;
  readonly folder: string;
  readonly onProgress?: (clips: number) => void;
}

/**
 * Writes `frames.bin` (uint8 RGB [clips x frames, size, size, 3]) and `clips.jsonl`; twins are neighbours. A folder
 * that has some of the clips already, of the same seed and sizes, is carried on.
 */
export async function writeDataset({ count, seed, size, frames, folder, onProgress }: DatasetOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pairs = Math.ceil(count / 2);
  const done = await keepWholePairs(folder, 2 * frames * size * size * 3);
  const pixels = createWriteStream(join(folder, "frames.bin"), { flags: "a" });
  const rows = createWriteStream(join(folder, "clips.jsonl"), { flags: "a" });
  const draw = (index: number) => drawPair(pairAt(seed, index), frames, size, createRandom(seed + 1).fork(index));
  const ahead = 3;
  const queue = Array.from({ length: Math.max(0, Math.min(ahead, pairs - done)) }, (_, i) => draw(done + i));
  for (let index = done; index < pairs; index++) {
    const drawn = await queue.shift()!;
    if (index + ahead < pairs) queue.push(draw(index + ahead));
    drawn.rows.forEach((row, side) => {
      const clip = index * 2 + side;
      rows.write(
        `${JSON.stringify({ clip, first: clip * frames, ...row, pair: index, twin: clip ^ 1 } satisfies ClipRow)}\n`,
      );
    });
    if (!pixels.write(Buffer.concat(drawn.pixels))) await once(pixels, "drain");
    onProgress?.((index + 1) * 2);
  }
  pixels.end();
  rows.end();
  await Promise.all([finished(pixels), finished(rows)]);
}

/** How many pairs a folder has; what an interrupted run left of another one is cut off. */
async function keepWholePairs(folder: string, pairBytes: number): Promise<number> {
  const [pixels, rows] = [join(folder, "frames.bin"), join(folder, "clips.jsonl")];
  if (!existsSync(pixels) || !existsSync(rows)) {
    await Promise.all([pixels, rows].map((path) => rm(path, { force: true })));
    return 0;
  }
  const lines = (await readFile(rows, "utf8")).split("\n").slice(0, -1);
  const whole = Math.min(Math.floor(lines.length / 2), Math.floor((await stat(pixels)).size / pairBytes));
  await truncate(pixels, whole * pairBytes);
  await writeFile(
    rows,
    lines
      .slice(0, 2 * whole)
      .map((line) => `${line}\n`)
      .join(""),
  );
  return whole;
}

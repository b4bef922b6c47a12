import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createRandom } from "../../src/calibration/drawing/random.js";
import { drawPair, pairAt, type DrawnClip } from "../../src/calibration/scenes/drawPair.js";

/** One row of clips.jsonl. */
export interface ClipRow extends DrawnClip {
  readonly clip: number;
  /** Index of its first frame in frames.bin. */
  readonly first: number;
  readonly pair: number;
  /** Clip number of the twin. */
  readonly twin: number;
}

export interface DatasetOptions {
  readonly count: number;
  readonly seed: number;
  /** Side of the square frames, in pixels. */
  readonly size: number;
  /** Frames a clip. */
  readonly frames: number;
  /** Only pairs of these kinds; of all without it. */
  readonly kinds?: readonly string[];
  readonly folder: string;
  readonly onProgress?: (clips: number) => void;
}

/**
 * Writes `frames.bin` (uint8 RGB [clips x frames, size, size, 3]) and `clips.jsonl`; twins are neighbours. A folder
 * that has some of the clips already, of the same seed and sizes, is carried on.
 */
export async function writeDataset(options: DatasetOptions): Promise<void> {
  const { count, seed, size, frames, kinds, folder, onProgress } = options;
  await mkdir(folder, { recursive: true });
  const pairs = Math.ceil(count / 2);
  const done = await keepWholePairs(folder, 2 * frames * size * size * 3);
  const pixels = createWriteStream(join(folder, "frames.bin"), { flags: "a" });
  const rows = createWriteStream(join(folder, "clips.jsonl"), { flags: "a" });
  const numbers = numbersOf(pairs, seed, kinds);
  const draw = (index: number) => {
    const number = numbers[index]!;
    return drawPair(pairAt(seed, number), frames, size, createRandom(seed + 1).fork(number));
  };
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

/** Numbers of the first `count` pairs under a seed that are of these kinds. */
function numbersOf(count: number, seed: number, kinds?: readonly string[]): number[] {
  const found: number[] = [];
  for (let number = 0; found.length < count; number++) {
    if (kinds === undefined || kinds.includes(pairAt(seed, number).kind)) found.push(number);
    else if (number > 1000 * (found.length + 1)) throw new Error(`no kind of pair is called ${kinds.join(" or ")}`);
  }
  return found;
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

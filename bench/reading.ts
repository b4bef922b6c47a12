import { mkdtemp, rm } from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { editDistance } from "../src/core/editDistance.js";
import { drawWrittenFrame, type WrittenFrame } from "../samples/writing/writtenFrames.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { decodeFrames } from "../src/media/decode.js";
import { probeMedia } from "../src/media/probe.js";
import type { TextReader } from "../src/models/capabilities/reading.js";
import { openModel } from "../src/models/openModel.js";
import { note } from "./note.js";

/** Frames of each size of picture and of text. */
const framesOfEach = 75;
const pictures = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];
const texts = [
  { name: "reading-small", sizes: [12, 20], atLeast: 0.85 },
  { name: "reading", sizes: [20, 48], atLeast: 0.95 },
] as const;

/** Share of the characters that are read as they were written, spaces counted, in frames of compressed video. */
export async function measureReading(): Promise<Figure[]> {
  await using model = await openModel("kinodex/reader");
  const reader = await model.open("reading");
  const figures: Figure[] = [];
  for (const { name, sizes, atLeast } of texts) {
    const detail: Record<string, number> = {};
    let [wrong, all, frames] = [0, 0, 0];
    for (const size of pictures) {
      const drawn: WrittenFrame[] = [];
      for (let n = 0; n < framesOfEach; n += 1)
        drawn.push(await drawWrittenFrame({ ...size, sizes, seed: size.height * 1_000 + sizes[0] * 100 + n }));
      const counted = await readFrames(drawn, reader);
      detail[`at${size.height}`] = 1 - counted.wrong / counted.all;
      detail[`at${size.height}SecondsPerFrame`] = counted.seconds / drawn.length;
      wrong += counted.wrong;
      all += counted.all;
      frames += drawn.length;
      note(`${name} ${size.height}: ${JSON.stringify(detail)}`);
    }
    figures.push(
      toFigure({
        name,
        what: `share of characters read as written, spaces counted, by edit distance, of text ${sizes.join(" to ")} px high`,
        value: 1 - wrong / all,
        unit: "ratio",
        target: { atLeast },
        count: frames,
        detail: { ...detail, characters: all },
      }),
    );
  }
  return figures;
}

async function readFrames(drawn: readonly WrittenFrame[], reader: TextReader) {
  const folder = await mkdtemp(join(tmpdir(), "kinodex-reading-"));
  try {
    const file = join(folder, "written.mp4");
    await encode(drawn, file);
    const [{ width, height }] = drawn as [WrittenFrame];
    const request = { width, height, fit: "stretch", select: { mode: "all" }, maxFrames: drawn.length + 1 } as const;
    let [wrong, all, n, seconds] = [0, 0, 0, 0];
    for await (const frame of decodeFrames(await probeMedia(file), request)) {
      const before = performance.now();
      const [lines = []] = await reader.read([frame]);
      seconds += (performance.now() - before) / 1_000;
      const truth = (drawn[n] as WrittenFrame).lines.map(({ text }) => text).join(" ");
      const read = lines.map(({ text }) => text).join(" ");
      const distance = editDistance(truth, read);
      wrong += Math.min(distance, truth.length);
      all += truth.length;
      n += 1;
    }
    return { wrong, all, seconds };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Compresses pictures as the frames of a video, one a second. */
async function encode(drawn: readonly WrittenFrame[], file: string): Promise<void> {
  const [{ width, height }] = drawn as [WrittenFrame];
  const input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`, "-r", "1", "-i", "-"];
  const output = ["-c:v", "libx264", "-crf", "26", "-preset", "fast", "-pix_fmt", "yuv420p", file];
  const child = spawn("ffmpeg", ["-loglevel", "error", "-y", ...input, ...output], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  for (const { pixels } of drawn) if (!child.stdin.write(pixels)) await once(child.stdin, "drain");
  child.stdin.end();
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`ffmpeg ended with code ${code}`);
}

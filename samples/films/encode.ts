import { spawn } from "node:child_process";
import { once } from "node:events";
import { findFfmpeg } from "../../src/media/findFfmpeg.js";
import { rasterise } from "../../src/calibration/drawing/raster.js";
import { momentSvg, type Canvas } from "../../src/calibration/drawing/draw.js";
import type { Scene } from "../../src/calibration/drawing/scene.js";
import { durationOf } from "../../src/calibration/drawing/shots.js";

/** Runs ffmpeg with raw RGB frames on its input; rejects with the end of its messages. */
export async function encodeFrames(
  frames: AsyncIterable<Buffer>,
  input: readonly string[],
  output: readonly string[],
): Promise<void> {
  const args = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", ...input, "-i", "pipe:0", ...output];
  const { ffmpegPath } = await findFfmpeg();
  const child = spawn(ffmpegPath, args, { stdio: ["pipe", "ignore", "pipe"] });
  let messages = "";
  child.stderr.on("data", (chunk: Buffer) => (messages = (messages + chunk.toString()).slice(-2000)));
  child.stdin.on("error", () => undefined);
  const closed = once(child, "close");
  for await (const frame of frames) {
    if (child.exitCode !== null) break;
    if (!child.stdin.write(frame)) await Promise.race([once(child.stdin, "drain"), closed]);
  }
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with code ${code}: ${messages}`);
}

/** The input options of raw RGB frames. */
export const rawInput = (width: number, height: number, frameRate: number): string[] => [
  "-f",
  "rawvideo",
  "-pix_fmt",
  "rgb24",
  "-s",
  `${width}x${height}`,
  "-r",
  String(frameRate),
];

/** Every frame of a list of shots, RGB bytes [height, width, 3]; draws a few frames ahead. */
export async function* filmFrames(shots: readonly Scene[], canvas: Canvas, frameRate: number): AsyncGenerator<Buffer> {
  const svgs = (function* () {
    const total = Math.round(durationOf(shots) * frameRate);
    let first = 0;
    let start = 0;
    for (const shot of shots) {
      const end = Math.min(total, Math.round((start + shot.durationSeconds) * frameRate));
      for (let frame = first; frame < end; frame++) yield momentSvg(shot, frame / frameRate - start, canvas);
      first = end;
      start += shot.durationSeconds;
    }
  })();
  const ahead: Promise<Buffer>[] = [];
  for (const svg of svgs) {
    ahead.push(rasterise(svg));
    if (ahead.length >= 3) yield await ahead.shift()!;
  }
  while (ahead.length > 0) yield await ahead.shift()!;
}

/**
 * Writes shots as H.264 in an MP4 file. One thread and no encoder's date, so that the same scenes give the same bytes
 * with the same build of ffmpeg.
 */
export async function writeFilm(
  file: string,
  shots: readonly Scene[],
  canvas: Canvas,
  frameRate: number,
  preset: "slow" | "veryfast" = "slow",
): Promise<void> {
  await encodeFrames(filmFrames(shots, canvas, frameRate), rawInput(canvas.width, canvas.height, frameRate), [
    "-an",
    "-c:v",
    "libx264",
    "-preset",
    preset,
    "-crf",
    "24",
    "-pix_fmt",
    "yuv420p",
    "-threads",
    "1",
    "-g",
    String(frameRate * 2),
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-map_metadata",
    "-1",
    "-color_primaries",
    "bt709",
    "-color_trc",
    "bt709",
    "-colorspace",
    "bt709",
    "-vf",
    "scale=out_color_matrix=bt709",
    "-movflags",
    "+faststart",
    file,
  ]);
}

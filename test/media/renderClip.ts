import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DecodedFrame } from "../../src/core/frame.js";
import { decodeFrames, type DecodeOutcome, type DecodeRequest } from "../../src/media/decode.js";
import { findFfmpeg, locateFfmpeg } from "../../src/media/findFfmpeg.js";
import { probeMedia } from "../../src/media/probe.js";
import { skip } from "../skip.js";

export const FRAMES_PER_SECOND = 25;

/**
 * The ffmpeg that writes clips: `$KINODEX_TEST_RENDER_FFMPEG`, or the one on the PATH, or else the one under test. The
 * code under test takes `$FFMPEG_PATH`, so an old build can be tried on clips that it could not write.
 */
const outsideTest = await locateFfmpeg({
  PATH: process.env["PATH"],
  FFMPEG_PATH: process.env["KINODEX_TEST_RENDER_FFMPEG"],
});
const renderer = outsideTest.source === "carried" ? await findFfmpeg() : outsideTest;

/** Skips a test whose clip an ffmpeg before 5.1 cannot write, such as the one of 2018 that comes with the packages. */
export function needsCurrentRenderer(test: Mocha.Context): void {
  if (renderer.frameRateOption === "-vsync") skip(test, "the ffmpeg that writes clips is too old");
}

/** Arguments that write each frame with its own time, or `vfr`: none twice. */
export function frameTimes(mode: "passthrough" | "vfr" = "passthrough"): readonly string[] {
  return [renderer.frameRateOption, mode];
}

/** A folder that is removed when the suite ends; call it inside `describe`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-media-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs ffmpeg and gives what it printed on stdout; throws with its complaint when it fails. */
export function ffmpeg(...args: string[]): string {
  const run = spawnSync(renderer.ffmpegPath, ["-nostdin", "-v", "error", "-y", ...args], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`ffmpeg ${args.join(" ")}: ${run.stderr}`);
  return run.stdout;
}

const encoders = new Set(
  (spawnSync(renderer.ffmpegPath, ["-hide_banner", "-encoders"], { encoding: "utf8" }).stdout ?? "").match(
    /(?<=^ V\S+ )\S+/gm,
  ),
);

export function hasEncoder(name: string): boolean {
  return encoders.has(name);
}

/** A lavfi source of grey pictures whose shade tells their number; see {@link numberOf}. */
export function numberedFrames(seconds: number, size = "96x64", rate: number | string = FRAMES_PER_SECOND): string {
  const shade = "'24+mod(N,25)*9'";
  return `nullsrc=s=${size}:r=${rate}:d=${seconds},format=gbrp,geq=r=${shade}:g=${shade}:b=${shade}`;
}

/** The number of a frame of {@link numberedFrames}, modulo 25, by the shade in the middle of the picture. */
export function numberOf(frame: DecodedFrame): number {
  const middle = (Math.floor(frame.height / 2) * frame.width + Math.floor(frame.width / 2)) * 3;
  return Math.round(((frame.pixels[middle + 1] as number) - 24) / 9);
}

/** Writes the matrix of a clockwise turn into the track header of an mp4 file (ISO 14496-12, 8.3.2). */
export function turnTrack(path: string, degrees: 90 | 180 | 270): void {
  const bytes = readFileSync(path);
  const matrixAt = bytes.indexOf("tkhd") + 44;
  const [a, b] = ({ 90: [0, 1], 180: [-1, 0], 270: [0, -1] } as const)[degrees];
  [a, b, 0, -b, a].forEach((value, n) => bytes.writeInt32BE(value * 0x10000, matrixAt + n * 4));
  writeFileSync(path, bytes);
}

/** Decodes a whole file. */
export async function decodeAll(
  path: string,
  request: Partial<DecodeRequest> = {},
): Promise<DecodeOutcome & { readonly frames: readonly DecodedFrame[] }> {
  const whole: DecodeRequest = { width: 16, height: 16, fit: "stretch", select: { mode: "all" }, maxFrames: 10_000 };
  const stream = decodeFrames(await probeMedia(path), { ...whole, ...request });
  const frames: DecodedFrame[] = [];
  for await (const frame of stream) frames.push(frame);
  return { frames, ...(await stream.outcome) };
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { KinodexError } from "../../src/core/errors.js";
import { cutClip } from "../../src/media/cut.js";
import { decodeFrames, type DecodeRequest } from "../../src/media/decode.js";
import { probeMedia, type MediaInfo } from "../../src/media/probe.js";
import { readTextTracks, type TextTrack } from "../../src/media/textTracks.js";

/** A text track, its text decoded. */
type TextReading = Omit<TextTrack, "subrip"> & { readonly subrip: string };

/** Frames of a clip as one ffmpeg gives them. */
export interface FrameReading {
  readonly timesSeconds: readonly number[];
  /** RGB of all frames, one after the other, in base64. */
  readonly pixels: string;
  readonly problems: readonly string[];
}

/** A cut, read again, and what the new file says of itself. */
export interface CutReading extends FrameReading {
  readonly probe: MediaInfo;
}

/** All that one ffmpeg says of a clip; a text where it refuses, and nothing more where it refuses to probe it. */
export type Reading = { readonly probe: string } | WholeReading;

export interface WholeReading {
  readonly probe: MediaInfo;
  readonly all: FrameReading | string;
  readonly keyframes: FrameReading | string;
  /** Two frames a second, cut to a square. */
  readonly rate: FrameReading | string;
  /** From 1.2 to 1.6 s. */
  readonly part: FrameReading | string;
  /** From 0.52 to 1.32 s. */
  readonly cut: CutReading | string;
  readonly words: readonly TextReading[] | string;
}

export const SIZE = { width: 48, height: 32 } as const;

async function readClip(folder: string, name: string): Promise<Reading> {
  const path = join(folder, name);
  const attempt = async <T>(step: () => Promise<T>): Promise<T | string> => {
    try {
      return await step();
    } catch (error) {
      if (error instanceof KinodexError) return error.message.replaceAll(folder, "");
      throw error;
    }
  };
  const probe = await attempt(() => probeMedia(path));
  if (typeof probe === "string") return { probe };
  const frames = (request: Partial<DecodeRequest>): Promise<FrameReading | string> =>
    attempt(() => readFrames(probe, request));
  return {
    probe,
    all: await frames({}),
    keyframes: await frames({ select: { mode: "keyframes" } }),
    rate: await frames({ select: { mode: "rate", framesPerSecond: 2 }, width: 32, height: 32, fit: "crop" }),
    part: await frames({ startSeconds: 1.2, endSeconds: 1.6 }),
    cut: await attempt(() => readCut(probe, join(folder, `cut-${process.pid}.mp4`))),
    words: await attempt(() => collectTracks(probe)),
  };
}

/** All tracks of a file; throws for one that cannot be read. */
export async function collectTracks(info: MediaInfo): Promise<TextReading[]> {
  const tracks: TextReading[] = [];
  for await (const track of readTextTracks(info)) {
    if ("problem" in track) throw new Error(track.problem);
    tracks.push({ ...track, subrip: Buffer.from(track.subrip).toString() });
  }
  return tracks;
}

async function readFrames(info: MediaInfo, request: Partial<DecodeRequest>): Promise<FrameReading> {
  const whole: DecodeRequest = { ...SIZE, fit: "stretch", select: { mode: "all" }, maxFrames: 1_000 };
  const stream = decodeFrames(info, { ...whole, ...request });
  const timesSeconds: number[] = [];
  const pixels: Uint8Array[] = [];
  for await (const frame of stream) {
    timesSeconds.push(frame.timeSeconds);
    pixels.push(frame.pixels);
  }
  const { problems } = await stream.outcome;
  return { timesSeconds, pixels: Buffer.concat(pixels).toString("base64"), problems };
}

async function readCut(info: MediaInfo, path: string): Promise<CutReading> {
  try {
    await cutClip(info, { startSeconds: 0.52, endSeconds: 1.32 }, path);
    const probe = await probeMedia(path);
    return { ...(await readFrames(probe, {})), probe };
  } finally {
    rmSync(path, { force: true });
  }
}

/** Run as a program: prints the readings of the clips that are named, as JSON, by the ffmpeg of the environment. */
if (process.argv[1] === import.meta.filename) {
  const [folder = "", ...names] = process.argv.slice(2);
  const readings: Record<string, Reading> = {};
  for (const name of names) readings[name] = await readClip(folder, name);
  process.stdout.write(JSON.stringify(readings));
}

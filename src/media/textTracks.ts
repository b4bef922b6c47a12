import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeArguments } from "./composeCommand.js";
import { explainFailure } from "./explainFailure.js";
import { findFfmpeg } from "./findFfmpeg.js";
import type { MediaInfo, TextStream } from "./mediaInfo.js";
import { runToEnd } from "./superviseProcess.js";

/** A text track of a video file. */
export interface TextTrack {
  /** Which of the subtitle streams that belong to the pictures it is, from 0. */
  readonly trackIndex: number;
  /** As the file tags it; absent where it does not say. */
  readonly language: string | undefined;
  /** The track as SubRip; its text is in UTF-8, or in whatever the file holds. Times are on the clock of players. */
  readonly subrip: Uint8Array;
}

/** A text track that cannot be read, and why: a sentence for people. */
export interface UnreadableTrack {
  readonly trackIndex: number;
  readonly problem: string;
}

/** A track is cut off after so many: two hours of speech are about 0.1 MB. */
const maxBytes = 20 * 2 ** 20;
/** Files of sound and pictures take minutes to be read to their end, and say nothing meanwhile. */
const timeoutMs = 30 * 60_000;
/** Outputs of one run of ffmpeg. */
const maxTracksAtOnce = 64;
const textCodecs = /^(subrip|srt|mov_text|webvtt|ass|ssa|text)$/;
/** Those that need no change, which would fail where their text is not UTF-8. */
const subripCodecs = /^(subrip|srt)$/;

/**
 * Reads the text tracks of a video file, which is read once for many of them; tracks of pictures are left out. One that
 * is damaged does not cost the others.
 *
 * @throws {KinodexError} `interrupted`, "environment" without an ffmpeg
 */
export async function* readTextTracks(
  info: MediaInfo,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<TextTrack | UnreadableTrack> {
  const indexes = [...info.textStreams.keys()].filter((n) => textCodecs.test(info.textStreams[n]?.codec ?? ""));
  for (let first = 0; first < indexes.length; first += maxTracksAtOnce)
    yield* readTogether(info, indexes.slice(first, first + maxTracksAtOnce), signal);
}

async function* readTogether(
  info: MediaInfo,
  trackIndexes: readonly number[],
  signal: AbortSignal | undefined,
): AsyncGenerator<TextTrack | UnreadableTrack> {
  const folder = await mkdtemp(join(tmpdir(), "kinodex-tracks-"));
  const toFile = (trackIndex: number) => join(folder, `${trackIndex}.srt`);
  try {
    const problem = await extract(info, trackIndexes, toFile, signal);
    for (const trackIndex of trackIndexes) {
      if (problem !== undefined && trackIndexes.length > 1) yield* readTogether(info, [trackIndex], signal);
      else if (problem !== undefined) yield { trackIndex, problem };
      else {
        const subrip = await readFile(toFile(trackIndex));
        yield { trackIndex, language: info.textStreams[trackIndex]?.language, subrip };
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes tracks into files of their own; returns why that failed. */
async function extract(
  info: MediaInfo,
  trackIndexes: readonly number[],
  toFile: (trackIndex: number) => string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { ffmpegPath } = await findFfmpeg();
  const outputs = trackIndexes.flatMap((n) => {
    const { streamIndex, codec } = info.textStreams[n] as TextStream;
    const toSubRip = ["-c:s", subripCodecs.test(codec) ? "copy" : "srt", "-f", "srt", "-fs", String(maxBytes)];
    return ["-map", `0:${streamIndex}`, "-copyts", "-vn", "-an", ...toSubRip, `file:${toFile(n)}`];
  });
  const args = composeArguments({
    inputPath: info.path,
    inputArgs: ["-itsoffset", (-info.startSeconds).toFixed(6)],
    outputArgs: outputs.slice(0, -1),
    output: outputs.at(-1) as string,
  });
  const request = { command: ffmpegPath, args, signal, timeoutMs, stallTimeoutMs: timeoutMs };
  const { exitCode, stderrTail } = await runToEnd(request);
  if (exitCode === 0) return undefined;
  return `text track ${trackIndexes.join(", ")} of ${info.path} cannot be read: ${explainFailure(stderrTail)}`;
}

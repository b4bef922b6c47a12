import { KinodexError } from "../core/errors.js";
import { composeArguments } from "./composeCommand.js";
import { explainFailure } from "./explainFailure.js";
import { findFfmpeg } from "./findFfmpeg.js";
import type { MediaInfo } from "./mediaInfo.js";
import { runToEnd } from "./superviseProcess.js";

/** A text track of a video file. */
export interface TextTrack {
  /** Which of the subtitle streams that belong to the pictures it is, from 0. */
  readonly trackIndex: number;
  /** The track as SubRip text; times are on the clock of players. */
  readonly subrip: string;
}

const mostTracks = 8;
const largestBytes = 20 * 2 ** 20;
const textCodecs = /^(subrip|srt|mov_text|webvtt|ass|ssa|text)$/;

/**
 * Reads the text tracks of a video file; tracks of pictures are left out.
 *
 * @throws KinodexError "media" when a track cannot be read, "interrupted"
 */
export async function readTextTracks(info: MediaInfo, { signal }: { signal?: AbortSignal } = {}): Promise<TextTrack[]> {
  const tracks: TextTrack[] = [];
  for (const [trackIndex, { codec, streamIndex }] of info.textStreams.slice(0, mostTracks).entries()) {
    if (!textCodecs.test(codec)) continue;
    tracks.push({ trackIndex, subrip: await readTrack(info, { trackIndex, streamIndex }, signal) });
  }
  return tracks;
}

async function readTrack(
  info: MediaInfo,
  { trackIndex, streamIndex }: { readonly trackIndex: number; readonly streamIndex: number },
  signal: AbortSignal | undefined,
): Promise<string> {
  const { ffmpegPath } = await findFfmpeg();
  const args = composeArguments({
    inputPath: info.path,
    inputArgs: ["-itsoffset", (-info.startSeconds).toFixed(6)],
    outputArgs: ["-copyts", "-map", `0:${streamIndex}`, "-vn", "-an", "-c:s", "srt", "-f", "srt"],
    output: "pipe:1",
  });
  const { exitCode, stdout, stderrTail } = await runToEnd({ command: ffmpegPath, args, signal }, largestBytes);
  if (exitCode === 0) return stdout.toString("utf8");
  throw new KinodexError(
    "media",
    `text track ${trackIndex} of ${info.path} cannot be read: ${explainFailure(stderrTail)}.`,
    { path: info.path, trackIndex, exitCode, stderrTail },
  );
}

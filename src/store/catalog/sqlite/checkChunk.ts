import { KinodexError } from "../../../core/errors.js";
import type { StoredChunk } from "../records.js";
import { vectorFault } from "../vectorBlock.js";

/**
 * @throws {KinodexError} `model` for a vector that is not of the index's space, `input` for a time that is no number
 */
export function checkChunk(videoId: string, { frames, clips, throughSeconds }: StoredChunk, dimension: number): void {
  for (const [kind, vectors] of [["frame", frames] as const, ["clip", clips] as const])
    for (const [n, { embedding }] of vectors.entries()) {
      const fault = vectorFault(embedding, dimension);
      if (fault)
        throw new KinodexError(
          "model",
          `The embedding of ${kind} ${n} of video ${videoId} cannot be stored: ${fault}.`,
          {
            videoId,
            kind,
            position: n,
          },
        );
    }
  const times = [
    throughSeconds,
    ...frames.map((frame) => frame.timeSeconds),
    ...clips.flatMap((clip) => [clip.startSeconds, clip.endSeconds, clip.keyframeSeconds]),
  ];
  if (!times.every(Number.isFinite))
    throw new KinodexError("input", `Video ${videoId} has a time that is not a finite number.`, { videoId });
}

/**
 * @throws {KinodexError} `input` for frames that are not in time order, or come before those that are stored
 */
export function checkOrder(videoId: string, { frames }: StoredChunk, previousSeconds: number): void {
  let previous = previousSeconds;
  for (const { timeSeconds } of frames) {
    if (timeSeconds < previous)
      throw new KinodexError("input", `Video ${videoId} has a frame at ${timeSeconds} s after one at ${previous} s.`, {
        videoId,
        timeSeconds,
        previousSeconds: previous,
      });
    previous = timeSeconds;
  }
}

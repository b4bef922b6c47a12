import type { MediaInfo } from "./mediaInfo.js";

/** Containers with an index are sought exactly; the others by guessing a byte position. */
const INDEXED = /^(mov|matroska|avi|gif|mxf)/;

/**
 * Options before an input that start reading at the keyframe at or before a time from the stream's start.
 *
 * They seek a little early and leave it to the filter graph to drop what comes too soon, so that a seek which lands
 * late cannot lose frames.
 */
export function seekArgs(info: MediaInfo, timeSeconds: number): readonly string[] {
  const marginSeconds = INDEXED.test(info.formatName) ? 1 : 10;
  const offsetSeconds = timeSeconds + info.startSeconds - info.containerStartSeconds - marginSeconds;
  return offsetSeconds <= 0 ? [] : ["-noaccurate_seek", "-ss", offsetSeconds.toFixed(6)];
}

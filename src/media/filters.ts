import { coveredSizeOf, type FrameFit, type Interpolation } from "../core/frame.js";
import type { Span } from "../core/span.js";
import { marksKeyframes } from "./decoderTraits.js";
import type { MediaInfo } from "./mediaInfo.js";

/** Which of the decoded frames are given. */
export type FrameSelection =
  /** The frames that the codec stored whole; nothing else is decoded. */
  | { readonly mode: "keyframes" }
  /** The first frame at or after each multiple of `1 / framesPerSecond`; a frame is never given twice. */
  | { readonly mode: "rate"; readonly framesPerSecond: number }
  | { readonly mode: "all" };

/** Slack on every comparison of times: Matroska and FLV round their times to a millisecond. */
export const TIME_SLACK_SECONDS = 0.001;

/**
 * A filter of Pillow's, which swscale widens to the ratio when it shrinks, too. That of bicubic (Keys, Cubic convolution
 * interpolation for digital image processing, 1981) has swscale's own a, -0.6, and not Pillow's -0.5: before version 7
 * ffmpeg cuts what the scale filter is asked for down to a whole number, and a = 0 is far worse. Over shrunk test pictures
 * the mean distance to Pillow is 0.4 of 255 levels with -0.6 in every version, 0.2 with -0.5 in those that can, 1.1 with 0
 * in the others.
 */
const resampler = (interpolation: Interpolation = "bicubic"): string =>
  `flags=${interpolation}+accurate_rnd+full_chroma_int+full_chroma_inp`;

/**
 * The filter graph that selects by time, resizes and converts to RGB. Only numbers enter it.
 *
 * `spanSeconds` is on the container's clock; the grid of a rate is anchored at the stream's start.
 */
export function composeFilters(
  info: Pick<MediaInfo, "formatName" | "codec" | "startSeconds">,
  select: FrameSelection,
  size: FrameFit,
  spanSeconds: { readonly start: number; readonly end: number | undefined },
): string {
  return [
    ...(hasRestartingClock(info.formatName) ? [MONOTONIC_CLOCK] : []),
    ...(spanSeconds.end === undefined ? [] : [`trim=end=${numeral(spanSeconds.end - TIME_SLACK_SECONDS)}`]),
    `select='${selectExpression(select, info, spanSeconds.start)}'`,
    ...scaleFilters(size),
    "format=rgb24",
    "setsar=1",
  ].join(",");
}

/**
 * The filter graphs that cut a span on the container's clock out of pictures and sound, and leave their times as they
 * are. Only numbers enter them. Both sides of the picture come out even, as encoders of 4:2:0 want them, and its levels
 * limited, as players expect them: left alone, versions of ffmpeg differ in what becomes of those of a JPEG.
 */
export function cutFilters({ startSeconds, endSeconds }: Span): { readonly picture: string; readonly sound: string } {
  const bounds = (slack: number): string =>
    `start=${(startSeconds - slack).toFixed(6)}:end=${(endSeconds - slack).toFixed(6)}`;
  return {
    picture: `trim=${bounds(TIME_SLACK_SECONDS)},scale=trunc(iw/2)*2:trunc(ih/2)*2:out_range=tv:${resampler()},format=yuv420p`,
    sound: `atrim=${bounds(0)}`,
  };
}

/** Transport and program streams may be joined end to end, each with a clock of its own. */
export function hasRestartingClock(formatName: string): boolean {
  return formatName === "mpegts" || formatName === "mpeg";
}

/**
 * Whether the container does not say when each frame is shown, and frames are stored in another order. Its pictures
 * then come out late by a constant, and keyframes alone come out with the times of other frames.
 */
export function lacksPresentationTimes(info: Pick<MediaInfo, "formatName" | "hasReorderedFrames">): boolean {
  return info.hasReorderedFrames && /^(avi|asf|rm|mpeg|h264|hevc|m4v|mpegvideo)$/.test(info.formatName);
}

/** Runs on by 40 ms where the clock jumps back, and keeps every other distance between frames. */
const MONOTONIC_CLOCK = "setpts='if(isnan(PREV_INPTS),PTS,PREV_OUTPTS+if(gte(PTS,PREV_INPTS),PTS-PREV_INPTS,0.04/TB))'";

function selectExpression(
  select: FrameSelection,
  info: Pick<MediaInfo, "codec" | "startSeconds">,
  spanStart: number,
): string {
  const inSpan = `gte(t,${numeral(spanStart - TIME_SLACK_SECONDS)})`;
  if (select.mode === "all") return inSpan;
  if (select.mode === "keyframes") return marksKeyframes(info.codec) ? `${inSpan}*key` : inSpan;
  const cellOf = (time: string): string =>
    `floor((${time}-${numeral(info.startSeconds - TIME_SLACK_SECONDS)})*${numeral(select.framesPerSecond)})`;
  return `${inSpan}*(isnan(prev_selected_t)+gt(${cellOf("t")},${cellOf("prev_selected_t")}))`;
}

/** Which cell of the rate's grid a time from the stream's start lies in; agrees with the filter graph. */
export function rateCellOf(timeSeconds: number, framesPerSecond: number): number {
  return Math.floor((timeSeconds + TIME_SLACK_SECONDS) * framesPerSecond);
}

function scaleFilters(size: FrameFit): string[] {
  const { width, height, fit, interpolation } = size;
  if (fit === "stretch") return [`scale=${width}:${height}:${resampler(interpolation)}`];
  const [leastWidth, leastHeight] = coveredSizeOf(size);
  // rounded down as models' own preprocessing does; the little more is for what a division made too small
  const coveringWidth = `max(${leastWidth},trunc(${leastHeight}*dar+0.001))`;
  const coveringHeight = `max(${leastHeight},trunc(${leastWidth}/dar+0.001))`;
  return [`scale='${coveringWidth}':'${coveringHeight}':${resampler(interpolation)}`, `crop=${width}:${height}`];
}

/** A number as ffmpeg reads it: no exponent, in brackets when negative. */
function numeral(value: number): string {
  const text = value.toFixed(6);
  return value < 0 ? `(${text})` : text;
}

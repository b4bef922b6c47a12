import { coveredSizeOf, type FrameFit, type Interpolation } from "../core/frame.js";
import { conversionFilters } from "./colour/colourTable.js";
import { guessMatrix, needsConversion } from "./colour/pictureColour.js";
import { marksKeyframes } from "./decoderTraits.js";
import { MAX_GAP_SECONDS } from "./clockJumps.js";
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
/** The options of the scale filter that choose {@link FrameFit.interpolation}. */
export const resampler = (interpolation: Interpolation = "bicubic"): string =>
  `flags=${interpolation}+accurate_rnd+full_chroma_int+full_chroma_inp`;

/** What filter graphs depend on. */
export type FilteredVideo = Pick<
  MediaInfo,
  | "formatName"
  | "codec"
  | "startSeconds"
  | "width"
  | "height"
  | "sampleAspectRatio"
  | "rotationDegrees"
  | "colour"
  | "hasClockJumps"
>;

/**
 * The filter graph that selects by time, resizes and converts to RGB as an SDR screen shows it. Only numbers enter it,
 * and it runs in the folder of a `ColourTable`.
 *
 * `spanSeconds` is on the container's clock; the grid of a rate is anchored at the start of ours.
 */
export function composeFilters(
  info: FilteredVideo,
  select: FrameSelection,
  size: FrameFit,
  spanSeconds: { readonly start: number; readonly end: number | undefined },
): string {
  return [
    ...(info.hasClockJumps ? steadyGraph(info).filters : []),
    ...(hasRestartingClock(info.formatName) ? [MONOTONIC_CLOCK] : []),
    ...(spanSeconds.end === undefined ? [] : [`trim=end=${numeral(spanSeconds.end - TIME_SLACK_SECONDS)}`]),
    `select='${selectExpression(select, info, spanSeconds.start)}'`,
    ...narrowFilters(info, size),
    ...(isTooLong(info, size)
      ? [...shortenFilters(info, size), ...scaleFilters(AS_RGB, size)]
      : scaleFilters(matrixOption(info), size)),
    ...toRgb24(info),
    "setsar=1",
  ].join(",");
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

/** Runs on by 40 ms where the clock jumps, and keeps every other distance between frames. */
export const MONOTONIC_CLOCK = `setpts='if(isnan(PREV_INPTS),PTS,PREV_OUTPTS+if(between(PTS-PREV_INPTS,0,${MAX_GAP_SECONDS}/TB),PTS-PREV_INPTS,0.04/TB))'`;

/**
 * Keeps a filter graph where the size of the pictures changes in mid-stream: ffmpeg makes it again then, and filters forget
 * what they have seen, such as a clock that runs on. All pictures get the size of the first.
 *
 * Nothing for pictures that ffmpeg turns: the filter that turns them comes first, and takes one size only.
 */
export function steadyGraph({ rotationDegrees }: Pick<MediaInfo, "rotationDegrees">): {
  readonly inputArgs: readonly string[];
  readonly filters: readonly string[];
} {
  if (rotationDegrees !== 0) return { inputArgs: [], filters: [] };
  return { inputArgs: ["-reinit_filter", "0"], filters: [`scale=iw:ih:${resampler()}`] };
}

function selectExpression(select: FrameSelection, info: FilteredVideo, spanStart: number): string {
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

/** Pictures many times as long as the frames are wide, or the other way round, would be scaled to more than memory holds. */
const MAX_COVER = 8;

/** Cuts the middle out of such pictures before they are scaled. */
function narrowFilters(info: FilteredVideo, { width, height, fit }: FrameFit): string[] {
  const ratio = ((info.width * info.sampleAspectRatio) / info.height) * (height / width);
  if (fit === "stretch" || (ratio <= MAX_COVER && ratio >= 1 / MAX_COVER)) return [];
  const kept = `${MAX_COVER * width}/${height}`;
  return ratio > 1
    ? [`crop='min(iw,max(2,ceil(ih*${kept}/sar)))':ih`]
    : [`crop=iw:'min(ih,max(2,ceil(iw*sar*${MAX_COVER * height}/${width})))'`];
}

/** What the scaler shrinks by more takes it two steps, which it makes only where the picture gets much smaller, too. */
const MAX_SHRINKAGE = 32;

function isTooLong(picture: FilteredVideo, { width, height }: FrameFit): boolean {
  const isShrunk = Math.max(picture.width / width, picture.height / height) > MAX_SHRINKAGE;
  return isShrunk && picture.width * picture.height <= 4 * width * height;
}

/** Takes the first of the two steps, to red, green and blue. */
function shortenFilters(info: FilteredVideo, { width, height }: FrameFit): string[] {
  const [shortWidth, shortHeight] = [`min(iw,${MAX_SHRINKAGE * width})`, `min(ih,${MAX_SHRINKAGE * height})`];
  return [`scale='${shortWidth}':'${shortHeight}':${matrixOption(info)}${resampler()}`, "format=rgb48le"];
}

/** No {@link matrixOption} for what is red, green and blue. */
const AS_RGB = "";

/** The scaler goes by what pictures say of their matrix, and takes all others for SD. */
export function matrixOption(info: FilteredVideo): string {
  const guessed = guessMatrix(info.colour, info);
  return guessed === undefined ? "" : `in_color_matrix=${guessed}:`;
}

function toRgb24({ colour }: FilteredVideo): string[] {
  if (!needsConversion(colour)) return ["format=rgb24"];
  return ["format=rgb48le", ...conversionFilters(colour), `scale=${resampler()}`, "format=rgb24"];
}

function scaleFilters(matrix: string, size: FrameFit): string[] {
  const { width, height, fit, interpolation } = size;
  const options = `${matrix}${resampler(interpolation)}`;
  if (fit === "stretch") return [`scale=${width}:${height}:${options}`];
  const [minWidth, minHeight] = coveredSizeOf(size);
  // rounded down as models' own preprocessing does; the little more is for what a division made too small
  const coveringWidth = `max(${minWidth},trunc(${minHeight}*dar+0.001))`;
  const coveringHeight = `max(${minHeight},trunc(${minWidth}/dar+0.001))`;
  return [`scale='${coveringWidth}':'${coveringHeight}':${options}`, `crop=${width}:${height}`];
}

/** A number as ffmpeg reads it: no exponent, in brackets when negative. */
export function numeral(value: number): string {
  const text = value.toFixed(6);
  return value < 0 ? `(${text})` : text;
}

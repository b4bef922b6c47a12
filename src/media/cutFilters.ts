import type { Span } from "../core/span.js";
import { conversionFilters } from "./colour/colourTable.js";
import { guessMatrix, isFullRange, isRgb, needsConversion, type PictureColour } from "./colour/pictureColour.js";
import {
  hasRestartingClock,
  matrixOption,
  MONOTONIC_CLOCK,
  numeral,
  resampler,
  steadyGraph,
  TIME_SLACK_SECONDS,
} from "./filters.js";
import type { MediaInfo } from "./mediaInfo.js";

/** Pictures a second of a clip whose source tells no rate, or one that is no rate of pictures. */
const USUAL_RATE = 25;
const MIN_RATE = 20;
const MAX_RATE = 120;

/**
 * Pictures a second of a clip: those of the source's grid, or a multiple of them where pictures are shown for long, so
 * that each is shown from its time on.
 */
export function clipFrameRate({ gridFrameRate, frameRate }: Pick<MediaInfo, "gridFrameRate" | "frameRate">): number {
  const rate = [gridFrameRate, frameRate].find((known) => known !== undefined && known <= MAX_RATE) ?? USUAL_RATE;
  return rate >= MIN_RATE ? rate : rate * Math.ceil(MIN_RATE / rate);
}

/**
 * The filter graphs that cut a span on the container's clock out of pictures and sound. Only numbers enter them, and they
 * run in the folder of a `ColourTable`.
 *
 * The clip starts at 0 with the picture that is shown when the span begins, from `shownSeconds` on, and the last one is held
 * without end: the caller counts the pictures. Both sides come out even, as encoders of 4:2:0 want them.
 */
export function cutFilters(
  info: MediaInfo,
  { startSeconds, endSeconds }: Span,
  shownSeconds: number,
): { readonly picture: string; readonly sound: string } {
  const isRestarting = hasRestartingClock(info.formatName);
  // before the first picture of all there is nothing to show but that one
  const pictureEnd = Math.max(endSeconds, shownSeconds + 2 * TIME_SLACK_SECONDS) - TIME_SLACK_SECONDS;
  const picture = [
    ...steadyGraph(info).filters,
    ...(isRestarting ? [MONOTONIC_CLOCK] : []),
    `trim=start=${(shownSeconds - TIME_SLACK_SECONDS).toFixed(6)}:end=${pictureEnd.toFixed(6)}`,
    // where all pictures come before the span they would end at 0, where the first starts: N puts the end after it, by
    // less than any picture lasts: a tick of a container's own may be as long as that
    "settb=AVTB",
    `setpts='max(min(N,1),floor(PTS-${numeral(startSeconds)}/TB+0.5))'`,
    `fps=${clipFrameRate(info).toFixed(6)}:start_time=0:eof_action=pass`,
    "tpad=stop=-1:stop_mode=clone",
    ...clipPictureFilters(info),
  ];
  const sound = [
    ...(isRestarting ? [`a${MONOTONIC_CLOCK}`] : []),
    `atrim=start=${startSeconds.toFixed(6)}:end=${endSeconds.toFixed(6)}`,
    `asetpts='PTS-floor(${numeral(startSeconds)}/TB+0.5)'`,
  ];
  return { picture: picture.join(","), sound: sound.join(",") };
}

/** To 8-bit 4:2:0 of limited range. */
function clipPictureFilters(info: MediaInfo): readonly string[] {
  const { matrix, primaries, transfer } = clipColour(info);
  const [width, height] = ["w", "h"].map((side) => `'max(2,trunc(i${side}/2)*2)'`);
  const scale = `scale=${width}:${height}:${matrixOption(info)}out_range=tv:${resampler()}`;
  const pictures = becomesBt709(info.colour)
    ? [
        scale,
        "format=rgb48le",
        ...conversionFilters(info.colour),
        // versions differ in where they put chroma, unless they are told: level with luma on the left, as H.264 has it
        `scale=out_color_matrix=bt709:out_range=tv:out_h_chr_pos=0:out_v_chr_pos=128:${resampler()}`,
      ]
    : [`${scale}${guessMatrix(info.colour, info) === undefined ? "" : `:out_color_matrix=${matrix}`}`];
  const tags = `setparams=range=tv:colorspace=${matrix}:color_primaries=${primaries}:color_trc=${transfer}`;
  return [...pictures, "format=yuv420p", tags];
}

/** Matrices of SDR, and primaries and transfers of theirs, by names that filters and encoders of every version take. */
const KEPT_MATRICES: ReadonlySet<string | undefined> = new Set([
  undefined,
  "bt709",
  "smpte170m",
  "bt470bg",
  "smpte240m",
]);
const KEPT_PRIMARIES: readonly string[] = ["bt709", "smpte170m", "bt470bg", "bt470m", "smpte240m"];
const KEPT_TRANSFERS: readonly string[] = ["bt709", "smpte170m", "smpte240m", "iec61966-2-1", "iec61966-2-4"];

/**
 * Whether a clip is stored otherwise than its source, which keeps its matrix where it is of SDR and limited range: old
 * scalers change the range of nothing that they leave the size and format of.
 */
function becomesBt709(colour: PictureColour): boolean {
  return needsConversion(colour) || isRgb(colour) || isFullRange(colour) || !KEPT_MATRICES.has(colour.matrix);
}

/** What a clip says of its colours, in ffmpeg's names. Transfers of SDR that are not kept are shown alike. */
export function clipColour(info: Pick<MediaInfo, "colour" | "width" | "height">): {
  readonly matrix: string;
  readonly primaries: string;
  readonly transfer: string;
} {
  const { colour } = info;
  if (becomesBt709(colour)) return { matrix: "bt709", primaries: "bt709", transfer: "bt709" };
  const matrix = colour.matrix ?? guessMatrix(colour, info) ?? "bt709";
  const kept = (names: readonly string[], name: string | undefined): string | undefined =>
    names.find((n) => n === name);
  return {
    matrix,
    primaries: kept(KEPT_PRIMARIES, colour.primaries) ?? matrix,
    transfer: kept(KEPT_TRANSFERS, colour.transfer) ?? "bt709",
  };
}

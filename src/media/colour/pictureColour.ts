/** What the numbers of a picture mean, in ffmpeg's names; undefined where neither stream nor container say. */
export interface PictureColour {
  /** e.g. `yuv420p10le`. */
  readonly pixelFormat: string | undefined;
  /** How luma and chroma are made of red, green and blue, e.g. `bt709`. */
  readonly matrix: string | undefined;
  /** Which red, green and blue, e.g. `bt2020`. */
  readonly primaries: string | undefined;
  /** How numbers grow with light, e.g. `smpte2084` (PQ). */
  readonly transfer: string | undefined;
  /** `pc` where numbers reach from 0 to the largest there is, `tv` where they leave some room. */
  readonly range: string | undefined;
}

/** Builds a colour of the names that programs print; what says that nothing is known counts as not said. */
export function toPictureColour(named: { readonly [K in keyof PictureColour]: string | undefined }): PictureColour {
  const known = (name: string | undefined): string | undefined =>
    name === undefined || /^(unknown|unspecified|reserved)$/.test(name) ? undefined : name;
  const { pixelFormat, matrix, primaries, transfer, range } = named;
  return {
    pixelFormat: known(pixelFormat),
    matrix: known(matrix),
    primaries: known(primaries),
    transfer: known(transfer),
    range: known(range),
  };
}

/** What is shown as it is on an ordinary screen, and what has to be brought into its range. */
export type LightCurve = "pq" | "hlg" | "sdr";

export function lightCurveOf({ transfer }: PictureColour): LightCurve {
  if (transfer === "smpte2084") return "pq";
  return transfer === "arib-std-b67" ? "hlg" : "sdr";
}

/** The primaries that differ enough from those of BT.709 to be seen. */
export type Gamut = "bt2020" | "p3" | "bt709";

export function gamutOf(colour: PictureColour): Gamut {
  const { primaries, matrix } = colour;
  if (primaries === "bt2020") return "bt2020";
  if (primaries === "smpte431" || primaries === "smpte432") return "p3";
  if (primaries !== undefined) return "bt709";
  return matrix?.startsWith("bt2020") || lightCurveOf(colour) !== "sdr" ? "bt2020" : "bt709";
}

/** Whether pictures look wrong on an ordinary screen unless their colours are converted. */
export function needsConversion(colour: PictureColour): boolean {
  return lightCurveOf(colour) !== "sdr" || gamutOf(colour) !== "bt709";
}

/** Whether pictures are stored as red, green and blue (or as shades of a palette), and no matrix is needed. */
export function isRgb({ pixelFormat, matrix }: PictureColour): boolean {
  return matrix === "gbr" || /^(gbr|a?rgb|a?bgr|0rgb|0bgr|x2|pal8|mono|bayer)/.test(pixelFormat ?? "");
}

/** Whether luma and chroma use all numbers that there are. */
export function isFullRange({ range, pixelFormat }: PictureColour): boolean {
  return range === "pc" || (pixelFormat?.startsWith("yuvj") ?? false);
}

/**
 * The matrix of pictures that do not state one, as players guess it; undefined where they state one, or need none.
 *
 * HD counts from 1280 pixels on the longer or more than 576 on the shorter side (the rule of mpv).
 */
export function guessMatrix(
  colour: PictureColour,
  { width, height }: { readonly width: number; readonly height: number },
): "bt2020" | "bt709" | "smpte170m" | undefined {
  if (colour.matrix !== undefined || isRgb(colour)) return undefined;
  if (lightCurveOf(colour) !== "sdr" || colour.primaries === "bt2020") return "bt2020";
  return Math.max(width, height) >= 1280 || Math.min(width, height) > 576 ? "bt709" : "smpte170m";
}

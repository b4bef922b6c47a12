import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  gamutOf,
  lightCurveOf,
  needsConversion,
  type Gamut,
  type LightCurve,
  type PictureColour,
} from "./pictureColour.js";
import { toSdr } from "./toSdr.js";

/**
 * Steps on each axis. What is interpolated between them is off by a quarter of a level of 255 in the mean, and by several
 * only in dark parts of colours near the edge of what the screen can mix.
 */
const SIZE = 49;
/** Its name in its folder, where ffmpeg runs, so that no path enters a filter graph. */
const FILE_NAME = "colours.cube";

/** The filters that convert red, green and blue of 16 bits for an SDR screen; none for colours that need it not. */
export function conversionFilters(colour: PictureColour): readonly string[] {
  return needsConversion(colour) ? [`lut3d=file=${FILE_NAME}:interp=tetrahedral`] : [];
}

/** The folder that ffmpeg has to run in for {@link conversionFilters}; it goes when it is disposed. */
export interface ColourTable extends AsyncDisposable {
  /** Absent where no colours are converted. */
  readonly folder: string | undefined;
}

export async function openColourTable(colour: PictureColour): Promise<ColourTable> {
  if (!needsConversion(colour)) return { folder: undefined, [Symbol.asyncDispose]: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "kinodex-colours-"));
  await writeFile(join(folder, FILE_NAME), cubeOf(lightCurveOf(colour), gamutOf(colour)));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** By curve and gamut. One takes 0.1 s to make, 3 MB to keep, and each decoder of an HDR video needs it. */
const cubes = new Map<string, string>();

function cubeOf(curve: LightCurve, gamut: Gamut): string {
  const key = `${curve} ${gamut}`;
  const cube = cubes.get(key) ?? toCube(curve, gamut);
  cubes.set(key, cube);
  return cube;
}

/** The text of a .cube file (Adobe, Cube LUT Specification 1.0): red changes fastest. */
function toCube(curve: LightCurve, gamut: Gamut): string {
  const lines = [`LUT_3D_SIZE ${SIZE}`];
  const steps = Array.from({ length: SIZE }, (_, n) => n / (SIZE - 1));
  for (const blue of steps)
    for (const green of steps)
      for (const red of steps) {
        const shown = toSdr([red, green, blue], curve, gamut);
        lines.push(shown.map((value) => value.toFixed(5)).join(" "));
      }
  return `${lines.join("\n")}\n`;
}

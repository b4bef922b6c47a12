import type { Gamut, LightCurve } from "./pictureColour.js";

/** Red, green and blue: numbers as they are stored, or light, in parts of an SDR screen's white. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Luminance within HDR pictures, in cd/m², that an SDR screen shows as white. Programmes that were made of SDR have their
 * white at 100, as on a reference screen (ITU-R BT.2035), or at 203 (BT.2408). With 120 the embeddings of both were those
 * of their SDR sources at cosines of 0.98 and more; with 203 those of the former fell to 0.97, with 100 the latter to 0.965.
 */
const WHITE_NITS = 120;
/** Brightest light that differs from white, in cd/m²: what HLG is made for, and most of PQ mastered for. */
const PEAK_NITS = 1000;
/** Up to here, in parts of white, light stays what it is, so that what is no highlight looks as in SDR. */
const KNEE = 0.7;

/** Light by the matrix of the primaries' XYZ coordinates, white D65 (ITU-R BT.2087; SMPTE EG 432-1). */
const TO_BT709: Readonly<Record<Gamut, readonly [Rgb, Rgb, Rgb]>> = {
  bt709: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  bt2020: [
    [1.6605, -0.5876, -0.0728],
    [-0.1246, 1.1329, -0.0083],
    [-0.0182, -0.1006, 1.1187],
  ],
  p3: [
    [1.2249, -0.2247, 0],
    [-0.042, 1.0419, 0],
    [-0.0196, -0.0786, 1.0979],
  ],
};

/**
 * The numbers, 0 to 1, by which an SDR screen (BT.709, BT.1886) shows a colour as people see it.
 *
 * Highlights are rolled off towards white, and keep their hue; what the screen's primaries cannot mix is clipped.
 */
export function toSdr(stored: Rgb, curve: LightCurve, gamut: Gamut): Rgb {
  const light = TO_LIGHT[curve](stored);
  const mixed = TO_BT709[gamut].map((row) => Math.max(0, dot(row, light)));
  const brightest = Math.max(...mixed);
  const share = curve === "sdr" || brightest <= KNEE ? 1 : rollOff(brightest) / brightest;
  return mixed.map((value) => Math.min(1, value * share) ** (1 / 2.4)) as unknown as Rgb;
}

const TO_LIGHT: Readonly<Record<LightCurve, (stored: Rgb) => Rgb>> = {
  sdr: (stored) => each(stored, (value) => value ** 2.4),
  pq: (stored) => each(stored, (value) => (10_000 * pqLight(value)) / WHITE_NITS),
  hlg: (stored) => {
    const scene = each(stored, hlgLight);
    // the system gamma of a screen of 1000 cd/m² works on luminance (ITU-R BT.2100, table 5)
    const gain = (PEAK_NITS / WHITE_NITS) * dot([0.2627, 0.678, 0.0593], scene) ** 0.2;
    return each(scene, (value) => gain * value);
  },
};

/** Light in parts of 10,000 cd/m² (SMPTE ST 2084). */
function pqLight(stored: number): number {
  const root = stored ** (1 / 78.84375);
  return (Math.max(0, root - 0.8359375) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125);
}

/** Light of the scene, 0 to 1 (ARIB STD-B67). */
function hlgLight(stored: number): number {
  return stored <= 0.5 ? stored ** 2 / 3 : (Math.exp((stored - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** Goes on from the knee with slope 1 and reaches 1 at the peak (Möbius, as in mpv and in ffmpeg's tonemap). */
function rollOff(light: number): number {
  const peak = PEAK_NITS / WHITE_NITS;
  const a = (-KNEE * KNEE * (peak - 1)) / (KNEE * KNEE - 2 * KNEE + peak);
  const b = (KNEE * KNEE - 2 * KNEE * peak + peak) / (peak - 1);
  return Math.min(1, ((b * b + 2 * b * KNEE + KNEE * KNEE) / (b - a)) * ((light + a) / (light + b)));
}

function dot(a: Rgb, b: Rgb): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function each([red, green, blue]: Rgb, change: (value: number) => number): Rgb {
  return [change(red), change(green), change(blue)];
}

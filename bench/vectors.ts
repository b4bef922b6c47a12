import { readFile, writeFile } from "node:fs/promises";
import { pairAt } from "../src/calibration/scenes/drawPair.js";
import { rasteriseMoments } from "../src/calibration/drawing/raster.js";
import type { DecodedFrame } from "../src/core/frame.js";
import { toRows, toUnit, type Embedding } from "../src/core/vectors.js";
import type { Model } from "../src/models/model.js";
import { note } from "./note.js";
import { cached } from "./inputs.js";

const scenes = 400;
/** Frames drawn of each scene, evenly over it: three to six a second. */
export const framesPerScene = 32;
const seed = 1;

/** The model's embeddings of rendered frames, scene after scene in order of time. */
export async function encodedFrames(model: Model): Promise<Embedding[]> {
  const { hash, dimension } = model.identity;
  const file = await cached(`vectors-${hash.slice(0, 12)}.f32`, async (draft) => {
    const encoder = await model.open("image");
    const rows: Embedding[] = [];
    for (let scene = 0; scene < scenes; scene += 1) {
      rows.push(...(await encoder.encode(await drawScene(scene, encoder.input.width, encoder.input.height))));
      if (scene % 50 === 0) note(`${rows.length} of ${scenes * framesPerScene} frames encoded`);
    }
    await writeFile(draft, Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength))));
  });
  const bytes = await readFile(file);
  return toRows(new Float32Array(new Uint8Array(bytes).buffer), dimension);
}

async function drawScene(scene: number, width: number, height: number): Promise<DecodedFrame[]> {
  const { shots, canvas } = pairAt(seed, scene).takes[0];
  const [shot] = shots;
  if (!shot) return [];
  const times = Array.from({ length: framesPerScene }, (_, n) => ((n + 0.5) / framesPerScene) * shot.durationSeconds);
  const pixels = await rasteriseMoments(shot, times, canvas, { width, height });
  const frameBytes = width * height * 3;
  return times.map((timeSeconds, n) => {
    const start = n * frameBytes;
    return { timeSeconds, width, height, pixels: new Uint8Array(pixels.subarray(start, start + frameBytes)) };
  });
}

/** Length of the random vector that is added to an interpolated embedding. */
const noiseNorm = 0.05;

/**
 * Makes more of encoded frames, up to `total`: first themselves, then again and again the same scenes at other
 * instants, as embeddings between those of neighbouring frames with a little noise. Unit vectors.
 */
export function* densify(frames: readonly Embedding[], total: number): Generator<Embedding> {
  const passes = Math.ceil(total / frames.length);
  const noise = createNoise();
  for (let n = 0; n < total; n += 1) {
    const pass = Math.floor(n / frames.length);
    const at = n % frames.length;
    const here = frames[at] as Embedding;
    const isLast = at % framesPerScene === framesPerScene - 1;
    const next = frames[isLast ? at - 1 : at + 1] as Embedding;
    const share = pass / passes;
    const sigma = noiseNorm / Math.sqrt(here.length);
    yield pass === 0
      ? here
      : toUnit(here.map((value, d) => value * (1 - share) + (next[d] as number) * share + sigma * noise()));
  }
}

/** Uniform noise of variance 1, the same in every run (a linear congruential generator). */
function createNoise(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * Math.sqrt(12);
  };
}

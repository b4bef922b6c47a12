import { melSampleRate } from "../../../../inference/sound/logMel.js";

/** A part of a sound. */
export interface SoundPart {
  readonly startSeconds: number;
  readonly samples: Float32Array;
}

const maxLength = 28 * melSampleRate;
/** A part that must be cut is no shorter than this. */
const minLength = 14 * melSampleRate;
/** What is looked at for quiet: 40 ms. */
const stepLength = 0.04 * melSampleRate;

/** Cuts a sound into parts of up to 28 s, each at the quietest place of its second half. */
export async function* cutSound(sound: AsyncIterable<Float32Array>): AsyncGenerator<SoundPart> {
  const held = new Float32Array(maxLength);
  let [filled, before] = [0, 0];
  for await (const block of sound) {
    for (let at = 0; at < block.length;) {
      const part = block.subarray(at, at + maxLength - filled);
      held.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < maxLength) continue;
      const cut = quietestPlace(held, minLength);
      yield { startSeconds: before / melSampleRate, samples: held.slice(0, cut) };
      held.copyWithin(0, cut);
      filled -= cut;
      before += cut;
    }
  }
  if (filled > 0) yield { startSeconds: before / melSampleRate, samples: held.slice(0, filled) };
}

/** The middle of the 40 ms of least energy from `from` on. */
function quietestPlace(samples: Float32Array, from: number): number {
  let [place, least] = [samples.length, Number.POSITIVE_INFINITY];
  for (let at = from; at + stepLength <= samples.length; at += stepLength) {
    const energy = samples.subarray(at, at + stepLength).reduce((sum, value) => sum + value * value, 0);
    if (energy < least) [place, least] = [at + stepLength / 2, energy];
  }
  return place;
}

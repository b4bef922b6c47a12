import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";

/** What transformers makes of a sound; see `test/doubles/make_acoustic.py`. */
export interface SoundReference {
  readonly seconds: number;
  /** `[bands, frames]` */
  readonly features80: Float32Array;
  readonly features128: Float32Array;
  readonly noSpeech: number;
  readonly language: string;
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  /** Of each token, what it attended to of the first 20 states. */
  readonly attention: readonly (readonly number[])[];
}

export const whisperDouble = join(packageRoot, "test", "doubles", "hub", "double", "whisper");

/** The sounds of the double's `reference.json`, and which frames of their features it holds. */
export function readSoundReference(): {
  readonly frames: readonly number[];
  readonly sounds: readonly SoundReference[];
} {
  const { frames, sounds } = JSON.parse(readFileSync(join(whisperDouble, "reference.json"), "utf8")) as {
    readonly frames: readonly number[];
    readonly sounds: readonly (Omit<SoundReference, "features80" | "features128"> & {
      readonly features80: string;
      readonly features128: string;
    })[];
  };
  const toFloats = (text: string): Float32Array =>
    new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
  return {
    frames,
    sounds: sounds.map((sound) => ({
      ...sound,
      features80: toFloats(sound.features80),
      features128: toFloats(sound.features128),
    })),
  };
}

/** The sound that the reference is of: tones that rise, louder and softer. */
export function renderSound(seconds: number): Float32Array {
  return Float32Array.from({ length: Math.floor(seconds * 16_000) }, (_, n) => {
    const t = n / 16_000;
    const rising = Math.sin(2 * Math.PI * (180 + 150 * t) * t) * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * t));
    return 0.4 * rising + 0.1 * Math.sin(2 * Math.PI * 2900 * t);
  });
}

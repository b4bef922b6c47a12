import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../../src/core/random.js";
import { ffmpeg } from "../../media/renderClip.js";

export const sampleRate = 16_000;

/** Whether this machine can speak. */
export const canSpeak = spawnSync("espeak-ng", ["--version"]).status === 0;

/** Says a text in a file of its own; samples of {@link sampleRate}. */
export function speak(folder: string, text: string, voice = "en-us"): Float32Array {
  const [spoken, raw] = [join(folder, "spoken.wav"), join(folder, "spoken.f32")];
  const run = spawnSync("espeak-ng", ["-v", voice, "-s", "150", "-w", spoken, text], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`espeak-ng: ${run.stderr}`);
  ffmpeg("-i", spoken, "-ar", String(sampleRate), "-ac", "1", "-f", "f32le", raw);
  return new Float32Array(Uint8Array.from(readFileSync(raw)).buffer);
}

/** White noise. */
export function renderNoise(seconds: number, level: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: seconds * sampleRate }, () => level * (2 * random() - 1));
}

/** Noise of high pitch, as of a tape. */
export function renderHiss(seconds: number, level: number): Float32Array {
  const noise = renderNoise(seconds, level, 2);
  return noise.map((value, n) => (value - (noise[n - 1] ?? 0)) / 2);
}

/** Notes of a scale with their overtones, each of which fades. */
export function renderMelody(seconds: number, level: number): Float32Array {
  const steps = [0, 4, 7, 12, 9, 5, 2, 7, 11, 4];
  return Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
    const t = n / sampleRate;
    const note = Math.floor(t * 3);
    const hertz = 220 * 2 ** ((steps[note % steps.length] as number) / 12);
    const tone = [1, 2, 3, 4].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * hertz * t) / k, 0);
    return level * 0.5 * tone * Math.exp(-4 * (t - note / 3));
  });
}

/** Sounds at the same time, each from its second on. */
export function mix(
  seconds: number,
  ...sounds: readonly (readonly [startSeconds: number, Float32Array])[]
): Float32Array {
  const mixed = new Float32Array(seconds * sampleRate);
  for (const [startSeconds, sound] of sounds) {
    const from = Math.round(startSeconds * sampleRate);
    for (let n = 0; n < sound.length && from + n < mixed.length; n += 1)
      mixed[from + n] = (mixed[from + n] as number) + (sound[n] as number);
  }
  return mixed;
}

/** A sound in blocks, as a decoder gives it. */
export async function* inBlocks(sound: Float32Array, length = 1000): AsyncGenerator<Float32Array> {
  for (let at = 0; at < sound.length; at += length) yield sound.slice(at, at + length);
}

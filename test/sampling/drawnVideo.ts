import { createRandom } from "../../src/core/random.js";
import type { DecodedFrame } from "../../src/core/frame.js";

const SIDE = 64;

/** A place with coloured shapes before a gradient; `shift` moves the camera, `subject` a disc, both in pixels. */
export function drawScene(seed: number, { shift = 0, subject = 0 } = {}): Uint8Array {
  const random = createRandom(seed);
  const colour = () => [random() * 255, random() * 255, random() * 255];
  const [sky, ground, disc] = [colour(), colour(), colour()] as const;
  const boxes = Array.from({ length: 10 }, () => ({
    x: random() * 160 - 40,
    y: random() * SIDE,
    width: 6 + random() * 20,
    height: 6 + random() * 20,
    colour: colour(),
  }));
  const horizon = 20 + random() * 30;
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  const fill = (fromX: number, fromY: number, width: number, height: number, value: readonly number[]) => {
    for (let y = Math.max(0, Math.round(fromY)); y < Math.min(SIDE, fromY + height); y += 1)
      for (let x = Math.max(0, Math.round(fromX)); x < Math.min(SIDE, fromX + width); x += 1)
        pixels.set(value, (y * SIDE + x) * 3);
  };
  fill(0, 0, SIDE, horizon, sky);
  fill(0, horizon, SIDE, SIDE, ground);
  for (const box of boxes) fill(box.x - shift, box.y, box.width, box.height, box.colour);
  for (let y = -8; y <= 8; y += 1) {
    const half = Math.sqrt(80 - y * y);
    fill(12 + subject - half, 40 + y, 2 * half, 1, disc);
  }
  return pixels;
}

/** `share` of `b` over `a`. */
export function blend(a: Uint8Array, b: Uint8Array, share: number): Uint8Array {
  return a.map((value, n) => value * (1 - share) + (b[n] as number) * share);
}

/** The picture with Gaussian-like noise of a standard deviation in grey levels. */
export function addNoise(pixels: Uint8Array, levels: number, random: () => number): Uint8Array {
  return pixels.map((value) => Math.max(0, Math.min(255, value + (random() + random() + random() - 1.5) * 2 * levels)));
}

/** Pictures at a steady rate from `startSeconds` on. */
export function toFrames(pictures: readonly Uint8Array[], framesPerSecond = 8, startSeconds = 0): DecodedFrame[] {
  return pictures.map((pixels, n) => ({
    timeSeconds: startSeconds + n / framesPerSecond,
    width: SIDE,
    height: SIDE,
    pixels,
  }));
}

/** A still shot, or one with a disc that moves by `speed` pixels a frame. */
export function drawShot(seed: number, frames: number, speed = 0): Uint8Array[] {
  if (speed === 0) return Array.from({ length: frames }, () => drawScene(seed));
  return Array.from({ length: frames }, (_, n) => drawScene(seed, { subject: (n * speed) % 50 }));
}

/** Shots of random length one after the other, at 8 frames a second, with the times of the cuts between them. */
export function drawMontage(seed: number, shots: number, minFrames: number, maxFrames: number) {
  const random = createRandom(seed);
  const pictures: Uint8Array[] = [];
  const cutsSeconds: number[] = [];
  for (let shot = 0; shot < shots; shot += 1) {
    if (shot > 0) cutsSeconds.push(pictures.length / 8);
    const frames = minFrames + Math.floor(random() * (maxFrames - minFrames + 1));
    pictures.push(...drawShot(seed * 1000 + shot, frames, Math.floor(random() * 3)));
  }
  return { frames: toFrames(pictures), cutsSeconds };
}

import type { DecodedFrame } from "../core/frame.js";
import type { Model } from "./model.js";

/** How fast a model is on this machine. */
export interface ModelSpeed {
  readonly id: string;
  /** What runs its pictures, as far as the model tells. */
  readonly provider: string | undefined;
  /** Seconds until the first picture is encoded, loading included. */
  readonly firstSeconds: number;
  /** Pictures a second in full batches, preparing them included. */
  readonly framesPerSecond: number;
  /** Milliseconds of one text of ten words. */
  readonly textMs: number;
}

/** Pictures of a run; their number divides by every batch that models take. */
const frameCount = 32;
const rounds = 5;
const source = { width: 640, height: 360 };
const text = "a dog runs along the beach and a boy follows it";

/**
 * Measures a model: medians of five runs, after one that warms up. It has `image` and `text`; it stays the caller's.
 *
 * @throws {KinodexError} as opening its capabilities does
 */
export async function measureSpeed(model: Pick<Model, "identity" | "open" | "providers">): Promise<ModelSpeed> {
  const frames = Array.from({ length: frameCount }, (_, n) => toFrame(n));
  const started = performance.now();
  const image = await model.open("image");
  await image.encode(frames.slice(0, 1));
  const firstSeconds = (performance.now() - started) / 1000;
  const batchMs = await medianMs(() => image.encode(frames));
  const texts = await model.open("text");
  // Texts that differ: some that every index asks for are known without the encoder.
  let asked = 0;
  const textMs = await medianMs(() => texts.encode([`${text} ${(asked += 1)}`]));
  return {
    id: model.identity.id,
    provider: model.providers().image,
    firstSeconds,
    framesPerSecond: (1000 * frameCount) / batchMs,
    textMs,
  };
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  await work();
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await work();
    took.push(performance.now() - started);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] as number;
}

/** A picture that no other of them is like. */
function toFrame(n: number): DecodedFrame {
  const { width, height } = source;
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * (n + 3)) % 256);
  return { timeSeconds: n, width, height, pixels };
}

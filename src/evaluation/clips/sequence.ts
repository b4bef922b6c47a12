import { createHash } from "node:crypto";
import { createRandom, shuffled } from "../../core/random.js";

/** A frame that an examinee has been shown: by its hash it knows it again. */
export interface SeenFrame {
  /** SHA-256 of its size and pixels. */
  readonly hash: string;
  /** From the start of what it is part of. */
  readonly timeSeconds: number;
}

/** Frames as they are shown one after the other: a clip, or what was made of clips. Its frames are never copied. */
export interface Sequence {
  /** At least one, in time order. */
  readonly frames: readonly SeenFrame[];
  /** How long it lasts; no frame is at or after it. */
  readonly endSeconds: number;
  /** Numbers of the frames with which another part begins; without the first. */
  readonly seams: readonly number[];
}

/** Equal for sequences that look the same. */
export function keyOf({ frames }: Sequence): string {
  return frames.map(({ hash, timeSeconds }) => `${hash}@${timeSeconds.toFixed(3)}`).join(" ");
}

/** Parts one after the other. */
export function join(parts: readonly Sequence[]): Sequence {
  const frames: SeenFrame[] = [];
  const seams: number[] = [];
  let startSeconds = 0;
  for (const part of parts) {
    if (frames.length > 0) seams.push(frames.length);
    seams.push(...part.seams.map((seam) => frames.length + seam));
    for (const frame of part.frames) frames.push({ ...frame, timeSeconds: startSeconds + frame.timeSeconds });
    startSeconds += part.endSeconds;
  }
  return { frames, endSeconds: startSeconds, seams };
}

/** The same backwards. */
export function reverse({ frames, endSeconds, seams }: Sequence): Sequence {
  return {
    frames: frames.map((frame) => ({ ...frame, timeSeconds: endSeconds - frame.timeSeconds })).toReversed(),
    endSeconds,
    seams: seams.map((seam) => frames.length - seam).toReversed(),
  };
}

/** Its middle frame at the times of all. */
export function freeze({ frames, endSeconds }: Sequence): Sequence {
  const middle = frames[frames.length >> 1] as SeenFrame;
  return { frames: frames.map(({ timeSeconds }) => ({ ...middle, timeSeconds })), endSeconds, seams: [] };
}

/** Its frames in another order at the same times; the same order for the same seed. */
export function shuffle({ frames, endSeconds }: Sequence, seed: string): Sequence {
  const random = createRandom(createHash("sha256").update(seed).digest().readUInt32LE());
  const order = shuffled(frames, random);
  return {
    frames: frames.map(({ timeSeconds }, n) => ({ ...(order[n] as SeenFrame), timeSeconds })),
    endSeconds,
    seams: [],
  };
}

/** The same, played faster or more slowly, so that it lasts so long. */
export function stretchTo({ frames, endSeconds, seams }: Sequence, seconds: number): Sequence {
  const factor = seconds / endSeconds;
  return {
    frames: frames.map((frame) => ({ ...frame, timeSeconds: frame.timeSeconds * factor })),
    endSeconds: seconds,
    seams,
  };
}

/** So many of them, evenly, from the middles of equal stretches; one is repeated where there are fewer. */
export const spread = <Item>(items: readonly Item[], count: number): Item[] =>
  Array.from({ length: count }, (_, n) => items[Math.floor(((n + 0.5) * items.length) / count)] as Item);

/** So many of its frames, evenly, at the middles of equal stretches; a frame is repeated where there are fewer. */
export function resample({ frames, endSeconds }: Sequence, count: number): Sequence {
  return {
    frames: spread(frames, count).map((frame, n) => ({ ...frame, timeSeconds: ((n + 0.5) * endSeconds) / count })),
    endSeconds,
    seams: [],
  };
}

/** At most so many of its frames. */
export const thin = (sequence: Sequence, maxFrames: number): Sequence =>
  sequence.frames.length > maxFrames ? resample(sequence, maxFrames) : sequence;

/** The stretch between two shares of its frames. */
export function cut({ frames, endSeconds }: Sequence, from: number, to: number): Sequence {
  const kept = frames.slice(Math.round(from * frames.length), Math.round(to * frames.length));
  const startSeconds = from * endSeconds;
  return {
    frames: kept.map((frame) => ({ ...frame, timeSeconds: Math.max(0, frame.timeSeconds - startSeconds) })),
    endSeconds: (to - from) * endSeconds,
    seams: [],
  };
}

/** Each of its frames alone. */
export function singleFrames({ frames, endSeconds }: Sequence): Sequence[] {
  return frames.map(({ hash }) => ({ frames: [{ hash, timeSeconds: 0 }], endSeconds, seams: [] }));
}

/** The last frame before and the first frame after every seam; undefined without one. */
export function aroundSeams({ frames, endSeconds, seams }: Sequence): Sequence | undefined {
  if (seams.length === 0) return undefined;
  const kept = seams.flatMap((seam) => [frames[seam - 1] as SeenFrame, frames[seam] as SeenFrame]);
  return { frames: kept, endSeconds, seams: seams.map((_, n) => 2 * n + 1) };
}

import { CHANGE_PAIRS } from "./change.js";
import { describeMoment } from "./describe.js";
import { createRandom, type Random } from "../drawing/random.js";
import { rasteriseMoments } from "../drawing/raster.js";
import type { Scene } from "../drawing/scene.js";
import { durationOf } from "../drawing/shots.js";
import { MOTION_PAIRS } from "./motion.js";
import { ORDER_PAIRS } from "./order.js";
import type { Pair, PairMaker, Take } from "./pair.js";
import { STILL_PAIRS } from "./still.js";
import { VIEW_PAIRS } from "./view.js";

const MAKERS: readonly (readonly [PairMaker, number])[] = [
  ...ORDER_PAIRS,
  ...MOTION_PAIRS,
  ...CHANGE_PAIRS,
  ...VIEW_PAIRS,
  ...STILL_PAIRS,
];

/** The pair of that number under a seed, whatever was made before it. */
export function pairAt(seed: number, index: number): Pair {
  const random = createRandom(seed).fork(index);
  const total = MAKERS.reduce((sum, [, share]) => sum + share, 0);
  let point = random.between(0, total);
  const [maker] = MAKERS.find(([, share]) => (point -= share) < 0) ?? MAKERS[0]!;
  for (;;) {
    const pair = maker(random);
    if (pair !== undefined) return pair;
  }
}

/** What is known of one clip of a pair. */
export interface DrawnClip {
  readonly count: number;
  readonly times: readonly number[];
  readonly caption: string;
  readonly captions: readonly string[];
  readonly frameCaptions: readonly string[];
  readonly kind: string;
  readonly combination: string;
  /** The twins' frames are the same in reverse order. */
  readonly reversed: boolean;
}

interface Moment {
  readonly shot: Scene;
  readonly seconds: number;
}

function momentAt(shots: readonly Scene[], seconds: number): Moment {
  let start = 0;
  for (const shot of shots) {
    if (seconds < start + shot.durationSeconds) return { shot, seconds: seconds - start };
    start += shot.durationSeconds;
  }
  return { shot: shots.at(-1)!, seconds: shots.at(-1)!.durationSeconds };
}

async function drawTake(take: Take, times: readonly number[], size: number): Promise<Buffer> {
  const moments = times.map((time) => momentAt(take.shots, time));
  const parts: Promise<Buffer>[] = [];
  for (const shot of take.shots) {
    const seconds = moments.filter((moment) => moment.shot === shot).map((moment) => moment.seconds);
    if (seconds.length > 0)
      parts.push(rasteriseMoments(shot, seconds, take.canvas, { width: size, height: size }, true));
  }
  return Buffer.concat(await Promise.all(parts));
}

function reverseFrames(frames: Buffer, count: number): Buffer {
  const bytes = frames.length / count;
  return Buffer.concat(
    Array.from({ length: count }, (_, i) => frames.subarray((count - 1 - i) * bytes, (count - i) * bytes)),
  );
}

/** Draws both clips of a pair: RGB bytes [2, frames, size, size, 3] and the rows without their numbers. */
export async function drawPair(
  pair: Pair,
  frames: number,
  size: number,
  random: Random,
): Promise<{ pixels: readonly [Buffer, Buffer]; rows: readonly DrawnClip[] }> {
  const length = durationOf(pair.takes[0].shots);
  const jitter = random.chance(0.5) ? 0 : 0.3;
  const times = Array.from(
    { length: frames },
    (_, i) => ((i + 0.5 + random.between(-jitter, jitter)) / frames) * length,
  );
  const backwards = times.map((time) => length - time).toReversed();
  const timesOf = (side: number): number[] => (side === 1 && pair.reversed ? backwards : times);
  const first = await drawTake(pair.takes[0], times, size);
  const second = pair.reversed ? reverseFrames(first, frames) : await drawTake(pair.takes[1], times, size);
  const rows = pair.takes.map((take, side) => ({
    count: frames,
    times: timesOf(side).map((time) => Math.round(time * 1000) / 1000),
    caption: take.captions[0]!,
    captions: take.captions.slice(1),
    frameCaptions: timesOf(side).map((time) => {
      const { shot, seconds } = momentAt(take.shots, time);
      return describeMoment(shot, seconds, random);
    }),
    kind: pair.kind,
    combination: pair.combination,
    reversed: pair.reversed,
  }));
  return { pixels: [first, second], rows };
}

import { createBoundaryPicker, type Boundary } from "./boundaryPicker.js";
import { type FrameSignature, gridDistance, isBlank, isBlend, pictureDistance } from "./frameSignature.js";

/**
 * Finds the cuts of one video while its frames stream by; the detector plug-ins of PySceneDetect have this shape.
 *
 * A cut is the time of the later shot's first frame, or the middle of a dissolve or fade. Cuts are told in order, each
 * once, within a bounded number of pushes. One instance serves one video.
 */
export interface ShotDetector {
  readonly name: string;
  /** Takes the next frame and returns the time of a cut that is now certain. */
  push(frame: FrameSignature): number | undefined;
  /** Ends the video and returns the cuts not yet told. */
  flush(): readonly number[];
}

/** Settings of {@link createShotDetector}. */
export interface ShotDetectorSettings {
  /** Picture distance (0..1) that a cut must exceed what is usual around it by; lower finds more. Default 0.22. */
  readonly threshold?: number | undefined;
  /** Two cuts are at least this far apart. Default 0.45 s, so that shots of half a second are told apart. */
  readonly minShotSeconds?: number | undefined;
}

/** Frames looked at on either side of a possible cut. */
const REACH = 8;
/** Half the lengths of the dissolves looked for, in frames: about 0.75 s and 1.5 s at 8 frames a second. */
const HALF_DISSOLVES = [3, 6] as const;
/** Frames further apart than this are no dissolve. */
const MAX_DISSOLVE_SECONDS = 2;
const DISSOLVE_THRESHOLD = 0.35;
/** No two transitions of which one is gradual are closer than this. */
const GRADUAL_SECONDS = 1;

/**
 * Detects cuts by content.
 *
 * A cut is where both frames before differ from both after ({@link pictureDistance}) by more than `threshold` beyond
 * the median step around them: a flash lasts one frame, and within fast motion all steps are long. A dissolve is where
 * the picture is a blend of what was and what comes (after Zabih, Miller & Mai 1999; the adaptive threshold is that of
 * PySceneDetect's AdaptiveDetector with a median for the mean). Tuned at 8 frames a second.
 */
export function createShotDetector(settings: ShotDetectorSettings = {}): ShotDetector {
  const { threshold = 0.22, minShotSeconds = 0.45 } = settings;
  const picker = createBoundaryPicker(Math.max(GRADUAL_SECONDS, minShotSeconds));
  /** The last frames, oldest first, and the distance of each from the one before. */
  const frames: FrameSignature[] = [];
  const steps: number[] = [];
  /** Index in `frames` of the next boundary to weigh, which lies just before that frame. */
  let next = 1;

  return {
    name: "content",
    push(frame) {
      const previous = frames.at(-1);
      frames.push(frame);
      steps.push(previous ? pictureDistance(previous, frame) : 0);
      if (frames.length <= next + REACH) return undefined;
      picker.add(weigh(frames, steps, next, threshold, minShotSeconds));
      if (next < REACH) next += 1;
      else {
        frames.shift();
        steps.shift();
      }
      return picker.decide()[0];
    },
    flush() {
      for (; next < frames.length; next += 1) picker.add(weigh(frames, steps, next, threshold, minShotSeconds));
      return picker.finish();
    },
  };
}

function weigh(
  frames: readonly FrameSignature[],
  steps: readonly number[],
  at: number,
  threshold: number,
  minShotSeconds: number,
): Boundary {
  const { timeSeconds } = frames[at] as FrameSignature;
  const abrupt = minAcross(frames, at) / (threshold + usualStep(steps, at));
  const gradual = Math.max(...HALF_DISSOLVES.map((half) => gradualChange(frames, at, half) / DISSOLVE_THRESHOLD));
  return abrupt >= gradual
    ? { timeSeconds, strength: abrupt, reachSeconds: minShotSeconds }
    : { timeSeconds, strength: gradual, reachSeconds: GRADUAL_SECONDS };
}

/** The step that is usual around a boundary: the median of the wider or the closer neighbourhood, whichever is more. */
function usualStep(steps: readonly number[], at: number): number {
  const around = (reach: number) =>
    medianOf(steps.slice(Math.max(1, at - reach), at).concat(steps.slice(at + 1, at + 1 + reach)));
  return Math.max(around(REACH - 1), around(2));
}

/** The least distance between the two frames before and the two after. */
function minAcross(frames: readonly FrameSignature[], at: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const before of frames.slice(Math.max(0, at - 2), at))
    for (const after of frames.slice(at, at + 2)) least = Math.min(least, pictureDistance(before, after));
  return least;
}

/** Distance between what a dissolve or fade centred here goes from and to; 0 where there is none. */
function gradualChange(frames: readonly FrameSignature[], at: number, half: number): number {
  const from = frames[at - half];
  const middle = frames[at] as FrameSignature;
  const to = frames[at + half];
  if (!from || !to || to.timeSeconds - from.timeSeconds > MAX_DISSOLVE_SECONDS) return 0;
  const quarter = Math.floor(half / 2);
  const fadesThrough =
    isBlank(middle) &&
    isBlend(frames[at - quarter] as FrameSignature, from, middle) &&
    isBlend(frames[at + quarter] as FrameSignature, middle, to);
  if (fadesThrough) return pictureDistance(from, middle) + pictureDistance(middle, to);
  const distance = pictureDistance(from, to);
  if (distance < DISSOLVE_THRESHOLD) return 0; // most frames; the rest costs more to find out
  return isBlend(middle, from, to) && isSettled(frames, at, half) ? distance : 0;
}

/** Whether the picture changes no faster before and after a dissolve than within; a pan goes on changing. */
function isSettled(frames: readonly FrameSignature[], at: number, half: number): boolean {
  const distance = (a: number, b: number) => {
    const [from, to] = [frames[a], frames[b]];
    return from && to ? gridDistance(from, to) : 0;
  };
  const within = distance(at - half, at + half) / half;
  return distance(at - half - 2, at - half) <= within && distance(at + half, at + half + 2) <= within;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

import type { DecodedFrame } from "../core/frame.js";
import { describeFrame, type FrameSignature } from "./frameSignature.js";
import { createShotDetector, type ShotDetectorSettings } from "./shotDetector.js";

/** A frame of which it is certain to which shot it belongs. */
export interface SettledFrame {
  readonly frame: DecodedFrame;
  readonly signature: FrameSignature;
  /** Whether a cut lies just before it. */
  readonly startsShot: boolean;
}

/** Delays the frames of one video until the cuts around them are known. */
export interface ShotSettler {
  push(frame: DecodedFrame): SettledFrame[];
  flush(): SettledFrame[];
}

/** The detector weighs a boundary with the 8 frames after it, and against rivals within the second after it. */
const DETECTOR_FRAMES = 9;
const DETECTOR_SECONDS = 1;

/** Builds a settler for about `framesPerSecond`; it holds the frames of some two seconds. */
export function createShotSettler(framesPerSecond: number, settings: ShotDetectorSettings = {}): ShotSettler {
  const heldFrames = DETECTOR_FRAMES + Math.ceil(DETECTOR_SECONDS * framesPerSecond);
  const detector = createShotDetector(settings);
  const held: { frame: DecodedFrame; signature: FrameSignature; startsShot: boolean }[] = [];

  const markCut = (timeSeconds: number) => {
    const first = held.find(({ frame }) => frame.timeSeconds >= timeSeconds);
    if (first) first.startsShot = true;
  };

  return {
    push(frame) {
      const signature = describeFrame(frame);
      held.push({ frame, signature, startsShot: false });
      const cut = detector.push(signature);
      if (cut !== undefined) markCut(cut);
      return held.length > heldFrames ? held.splice(0, held.length - heldFrames) : [];
    },
    flush() {
      for (const cut of detector.flush()) markCut(cut);
      return held.splice(0);
    },
  };
}

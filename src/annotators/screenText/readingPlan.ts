import type { BlockCounts } from "./stillBlocks.js";

/** Decides which pictures are read: those that show what may be text and was not read yet. */
export interface ReadingPlan {
  /** Whether the next picture is to be read. */
  isDue(timeSeconds: number, counts: BlockCounts, isTextGone: boolean): boolean;
  /** Says what came of reading a picture. */
  learn(timeSeconds: number, found: { readonly lines: number; readonly newLines: number }): void;
}

/** Fresh blocks in a row from which they may be text. */
const minFresh = 3;
/** Blocks that move from which there may be text among them. */
const minMoving = 12;
/** Longest time between two readings of what stands still and has been no text so far. */
const maxStillWait = 4;
/** Between two readings of what moves: while there is text, and the longest. */
const movingWait = 1;
const maxMovingWait = 8;

/**
 * Creates a plan. Readings that find nothing make the next ones rarer, up to a limit, so that leaves and crowds cost little: text
 * that stays is still found, and its span is known from how long its edges have stood still.
 */
export function createReadingPlan(): ReadingPlan {
  let lastSeconds = Number.NEGATIVE_INFINITY;
  let [stillWait, wait] = [0, movingWait];
  let isForFresh = false;
  return {
    isDue(timeSeconds, { fresh, moving }, isTextGone) {
      const since = timeSeconds - lastSeconds;
      isForFresh = fresh >= minFresh && since >= stillWait;
      return isTextGone || isForFresh || (moving >= minMoving && since >= wait);
    },
    learn(timeSeconds, { lines, newLines }) {
      lastSeconds = timeSeconds;
      if (isForFresh) stillWait = newLines > 0 ? 0 : Math.min(maxStillWait, Math.max(0.5, stillWait * 2));
      wait = lines > 0 && newLines > 0 ? movingWait : Math.min(maxMovingWait, wait * 2);
    },
  };
}

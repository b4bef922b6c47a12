import type { QueryTree } from "../../query/language/tree.js";
import type { LabelledEvent, LabelledVideo } from "../dataset.js";

/** Two events of a video, one wholly before the other. */
export interface EventPair {
  readonly video: LabelledVideo;
  readonly first: LabelledEvent;
  readonly second: LabelledEvent;
}

/** Events may share so little where labels meet. */
const toleranceSeconds = 0.1;

/** Each event with the next one that begins when it is over. */
export function consecutiveEvents(video: LabelledVideo): EventPair[] {
  return video.events.flatMap((first, n) => {
    const second = video.events
      .slice(n + 1)
      .find(({ startSeconds, text }) => startSeconds >= first.endSeconds - toleranceSeconds && text !== first.text);
    return second ? [{ video, first, second }] : [];
  });
}

/** "A then B", as a tree: no word of a label is read as an operator. */
export function toSequence(...texts: readonly string[]): QueryTree {
  return { type: "then", operands: texts.map((text) => ({ type: "phrase", text })) };
}

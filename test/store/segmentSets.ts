import type { NewSegment } from "../../src/store/catalog/records.js";

/** Enough that a set is written over several pages. */
export const segmentsPerSet = 40;

/** A set of segments of which every one names its video and the set. */
export function segmentsOf(video: number, set: string): NewSegment[] {
  return Array.from({ length: segmentsPerSet }, (_, n) => ({
    startSeconds: n / 2,
    endSeconds: (n + 1) / 2,
    text: `${set} of video${video}, number ${n}`,
    confidence: 0.9,
    phrases: [{ text: set, kind: "subjects", similarity: 0.3, confidence: 0.9, keyframesSeconds: [n / 2] }],
  }));
}

/** Similarities of two videos and two texts, `[video][text]`; text n is true of video n. */
export type PairScores = readonly [readonly [number, number], readonly [number, number]];

/** What was told apart. */
export interface GroupOutcome {
  /** For each video its own text is the more similar. */
  readonly text: boolean;
  /** For each text its own video is the more similar. */
  readonly video: boolean;
  /** Both. */
  readonly group: boolean;
}

/** What similarities without any meaning would give. */
export const groupChance = { text: 1 / 4, video: 1 / 4, group: 1 / 6 } as const;

/**
 * Judges two texts and two videos by Winoground's rule (Thrush et al. 2022, https://arxiv.org/abs/2204.03162); ties are
 * wrong.
 */
export function judgeGroup([[ofFirst, otherOfFirst], [otherOfSecond, ofSecond]]: PairScores): GroupOutcome {
  const text = ofFirst > otherOfFirst && ofSecond > otherOfSecond;
  const video = ofFirst > otherOfSecond && ofSecond > otherOfFirst;
  return { text, video, group: text && video };
}

/** Shares of groups with the right texts, the right videos, and both. */
export function groupScores(groups: readonly PairScores[]): Record<keyof GroupOutcome, number> {
  const outcomes = groups.map(judgeGroup);
  const shareOf = (key: keyof GroupOutcome) => outcomes.filter((outcome) => outcome[key]).length / outcomes.length;
  return { text: shareOf("text"), video: shareOf("video"), group: shareOf("group") };
}

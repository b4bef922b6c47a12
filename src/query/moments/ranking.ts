/** Of equally similar moments, the one whose video has not been shown yet comes first. */
const repetitionPenalty = 0.01;

/** What a moment is ranked by whose video has `betterMoments` that are more similar. */
export function rankOf(similarity: number, betterMoments: number): number {
  return similarity - betterMoments * repetitionPenalty;
}

import { averagePrecision } from "../../metrics/classification/binaryRanking.js";
import {
  bestRankOf,
  precisionByGuessing,
  rankOf,
  recallByGuessing,
  type RightAmongAll,
} from "../../metrics/retrieval/ranking.js";
import { meanOf, medianOf } from "../../statistics/summary.js";
import type { Control } from "../controls.js";
import { scoreExample } from "../scoreExample.js";
import type { Answered, Outcome, Output } from "./output.js";

/** Among how many of the first the right one may be. */
const places = [1, 5, 10];

/**
 * Clips and all texts, `[[text]]` for each clip: the place of a text's clip among all clips (`text_to_clip_`), and of a
 * clip's nearest true text among all texts (`clip_to_text_`). Figures are means over clips.
 */
export const rankOutput: Output = {
  answer: async (example, options) => ({ scores: await scoreExample(example, options) }),
  judge: (answered, control) => {
    const rows = answered.map((one) => rowOf(one, control));
    const known = rows.filter((row) => row !== undefined);
    return answered.map(({ example: { right } }, n) => {
      const row = rows[n];
      if (!row) return undefined;
      const ranks = right.map((text) =>
        rankOf(
          known.map((other) => other[text] as number),
          known.indexOf(row),
        ),
      );
      const trueTexts = new Set(right);
      const scored = row.map((score, text) => ({ score, isPositive: trueTexts.has(text) }));
      return {
        ...recallsOf("text_to_clip", ranks),
        text_to_clip_reciprocal_rank: meanOf(ranks.map((rank) => 1 / rank)),
        text_to_clip_rank: meanOf(ranks),
        ...recallsOf("clip_to_text", [bestRankOf(row, trueTexts)]),
        clip_to_text_map: averagePrecision(scored),
      };
    });
  },
  chanceOf: ({ options: texts, right }, clips) => ({
    ...chancesOf("text_to_clip", { right: 1, all: clips }),
    text_to_clip_reciprocal_rank: precisionByGuessing({ right: 1, all: clips }),
    text_to_clip_rank: (clips + 1) / 2,
    text_to_clip_median_rank: (clips + 1) / 2,
    ...chancesOf("clip_to_text", { right: right.length, all: texts.length }),
    clip_to_text_map: precisionByGuessing({ right: right.length, all: texts.length }),
  }),
  together: (judged) => {
    const ranks = judged.map(({ outcome }) => outcome["text_to_clip_rank"] as number);
    return (chosen) => ({ text_to_clip_median_rank: medianOf(chosen.map((n) => ranks[n] as number)) });
  },
  lowerIsBetter: ["text_to_clip_rank", "text_to_clip_median_rank"],
  dropsScores: true,
};

/** What a clip scores with every text; no answer comes last. */
function rowOf({ answers }: Answered, control: Control): readonly number[] | undefined {
  return answers.scores?.[control]?.[0]?.map((score) => score ?? Number.NEGATIVE_INFINITY);
}

const recallsOf = (direction: string, ranks: readonly number[]): Outcome =>
  Object.fromEntries(places.map((k) => [`${direction}_r${k}`, meanOf(ranks.map((rank) => Number(rank <= k)))]));

const chancesOf = (direction: string, among: RightAmongAll): Outcome =>
  Object.fromEntries(places.map((k) => [`${direction}_r${k}`, recallByGuessing(among, k)]));

import { createHash } from "node:crypto";
import { createRandom } from "../../../core/random.js";
import { centreOf, type Span } from "../../../core/span.js";
import { proposeMoments } from "../../../temporal/moments.js";
import { toSimilarityCurve, type SimilarityCurve } from "../../../temporal/similarityCurve.js";
import { highlightFigures, leastJudgements } from "../../metrics/localisation/highlights.js";
import {
  momentAveragePrecision,
  momentFigures,
  momentLengths,
  momentOverlaps,
  queriesOfLength,
} from "../../metrics/localisation/moments.js";
import { bestOverlap, recallAtOverlap, type LocalisedQuery } from "../../metrics/localisation/overlap.js";
import { meanOf, sumOf } from "../../statistics/summary.js";
import type { Example, Timeline } from "../example.js";
import { scoreExample } from "../scoreExample.js";
import type { Outcome, Output, ScoreTable } from "./output.js";

/** Spans that are proposed for a query: QVHighlights looks at no more. */
const maxMoments = 10;
/** Overlaps of which R1 is reported. */
const reported = [0.5, 0.7];

/**
 * A query and the stretches and single frames of a video, `[stretch or frame][query]`. Spans are proposed from the curve
 * that an index makes of such similarities; a control takes the place of each stretch.
 */
export const localiseOutput: Output = {
  answer: async (example, options) => ({ scores: await scoreExample(example, options) }),
  judge: (answered, control) =>
    answered.map(({ example, answers }) => {
      const table = answers.scores?.[control];
      return table && example.timeline && judgeMoments(toCurve(table, example, example.timeline), example.timeline);
    }),
  chanceOf: (example) => (example.timeline ? judgeNoise(example, example.timeline) : {}),
};

function toCurve(table: ScoreTable, { clips }: Example, { spans, durationSeconds }: Timeline): SimilarityCurve {
  const scored = spans.map((span, n) => ({
    ...span,
    similarity: table[n]?.[0] ?? 0,
    isFrame: clips[n]?.frames.length === 1,
  }));
  return toSimilarityCurve({
    frames: scored
      .filter(({ isFrame }) => isFrame)
      .map((frame) => ({ timeSeconds: centreOf(frame), similarity: frame.similarity })),
    clips: scored.filter(({ isFrame }) => !isFrame),
    cutsSeconds: [],
    durationSeconds,
  });
}

/** Curves of noise, of which the mean is taken. */
const noiseCurves = 20;

/** What a model gives to which all stretches and frames are nothing: the same for the same example. */
function judgeNoise(example: Example, timeline: Timeline): Outcome {
  const random = createRandom(createHash("sha256").update(example.id).digest().readUInt32LE());
  const outcomes = Array.from({ length: noiseCurves }, () => {
    const noise = example.clips.map(() => [random()]);
    return judgeMoments(toCurve(noise, example, timeline), timeline);
  });
  const names = Object.keys(outcomes[0] as Outcome);
  return Object.fromEntries(names.map((name) => [name, meanOf(outcomes.map((outcome) => outcome[name] as number))]));
}

/** QVHighlights' figures of one query: of moments, and of highlights where salience was judged. */
function judgeMoments(curve: SimilarityCurve, { moments, salience }: Timeline): Outcome {
  const query: LocalisedQuery = { found: proposeMoments(curve, { maxMoments }), truth: moments };
  const { meanAveragePrecision, averageOverOverlaps } = momentFigures([query]);
  const byLength = Object.entries(momentLengths).flatMap(([name, range]) => {
    const ofLength = name === "full" ? [] : queriesOfLength([query], range);
    return ofLength.map((one) => [`map-${name}`, averagePrecisionOf(one)] as const);
  });
  return {
    map: averageOverOverlaps,
    "map_0.5": meanAveragePrecision[0.5] as number,
    "map_0.75": meanAveragePrecision[0.75] as number,
    ...Object.fromEntries(byLength),
    ...Object.fromEntries(reported.map((least) => [`r1_${least}`, recallAtOverlap([query], least)])),
    miou: bestOverlap(query),
    ...(salience ? judgeHighlights(curve, salience) : {}),
  };
}

const averagePrecisionOf = (query: LocalisedQuery): number =>
  meanOf(momentOverlaps.map((least) => momentAveragePrecision(query, least)));

function judgeHighlights(
  curve: SimilarityCurve,
  { stretchSeconds, judged }: NonNullable<Timeline["salience"]>,
): Outcome {
  const predicted = judged.map((_, n) =>
    meanWithin(curve, { startSeconds: n * stretchSeconds, endSeconds: (n + 1) * stretchSeconds }),
  );
  const figures = Object.entries(leastJudgements).flatMap(([name, least]) => {
    const { meanAveragePrecision, hitAt1 } = highlightFigures([{ predicted, judged }], least);
    return [
      [`highlight_map-${name}`, meanAveragePrecision],
      [`highlight_hit_at_1-${name}`, hitAt1],
    ] as const;
  });
  return Object.fromEntries(figures);
}

/** Mean of a curve over a span, by time. */
function meanWithin(curve: SimilarityCurve, span: Span): number {
  const parts = curve.map((cell) => ({
    similarity: cell.similarity,
    seconds: Math.min(cell.endSeconds, span.endSeconds) - Math.max(cell.startSeconds, span.startSeconds),
  }));
  const within = parts.filter(({ seconds }) => seconds > 0);
  const total = sumOf(within.map(({ seconds }) => seconds));
  return total > 0 ? sumOf(within.map(({ similarity, seconds }) => similarity * seconds)) / total : 0;
}

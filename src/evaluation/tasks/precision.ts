import { toFigure, type Figure } from "../figure.js";
import { toSample, type JudgedHit, type MarkedHits, type Sample } from "../marks/draw.js";
import { estimatePrecision, isAccepted, leastMarks } from "../marks/precision.js";
import type { AskedExample, MarkTask } from "../task.js";

/** How much of what is found is right, as people say of a random sample of it. */
export const precisionTask: MarkTask = {
  lacks: (marked) => {
    const { drawn, chosen, rest } = toSample(marked);
    if (drawn.length >= leastMarks) return undefined;
    if (drawn.length + rest.length < leastMarks) return `queries that find ${leastMarks} moments or more`;
    const others =
      chosen.length > 0 ? `; ${chosen.length} more were chosen by people, which says nothing of the rest` : "";
    return `${leastMarks} marks on a random sample of what is found, and has ${drawn.length}${others}: judge what "kinodex marks next" or the page Judge shows`;
  },
  run: async (marked, onAsked) => {
    const sample = toSample(marked);
    for (const judged of sample.drawn) onAsked?.(toAsked(judged));
    return toFigures(sample, marked);
  },
};

function toAsked({ hit, mark }: JudgedHit): AskedExample {
  const { query, videoId, startSeconds, endSeconds, confidence } = hit;
  return {
    id: `${query} ${videoId.slice(0, 12)} ${startSeconds}-${endSeconds}`,
    cluster: videoId,
    values: { precision: Number(mark.verdict === "accepted"), confidence },
  };
}

function toFigures(sample: Sample, { hits }: MarkedHits): Figure[] {
  const { drawn, chosen } = sample;
  const { share, interval, alone, worthMarks, weight } = estimatePrecision(sample);
  return [
    toFigure({
      name: "precision",
      what: "share of the moments found that are right: marks on a random sample, and the confidence of all",
      value: share,
      interval,
      count: drawn.length,
      detail: {
        hits: hits.length,
        weight,
        claimed: hits.reduce((sum, { confidence }) => sum + confidence, 0) / hits.length,
        notUsed: { count: chosen.length, accepted: chosen.filter(isAccepted).length },
        byQuery: toQueries(sample, hits),
      },
    }),
    toFigure({
      name: "precision-by-marks-alone",
      what: "the same by the marks on the random sample alone",
      value: alone.share,
      interval: alone.interval,
      count: drawn.length,
    }),
    toFigure({
      name: "worth-marks",
      what: "marks that would tell as much without the confidence of all moments",
      value: worthMarks,
      unit: "count",
      count: drawn.length,
    }),
  ];
}

/** What is known of each query; an interval needs as many marks as that of all. */
function toQueries({ drawn, rest }: Sample, hits: MarkedHits["hits"]) {
  return [...new Set(hits.map(({ query }) => query))].map((query) => {
    const ofQuery = {
      drawn: drawn.filter(({ hit }) => hit.query === query),
      rest: rest.filter((hit) => hit.query === query),
    };
    const counts = {
      query,
      hits: ofQuery.drawn.length + ofQuery.rest.length,
      marks: ofQuery.drawn.length,
      accepted: ofQuery.drawn.filter(isAccepted).length,
    };
    if (counts.marks < leastMarks) return counts;
    const { share, interval } = estimatePrecision(ofQuery);
    return { ...counts, precision: share, interval };
  });
}

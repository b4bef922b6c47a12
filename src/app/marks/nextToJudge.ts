import { toSample, type MarkedHits } from "../../evaluation/marks/draw.js";
import type { QueryHit } from "../../evaluation/marks/hits.js";
import { estimatePrecision, leastMarks, type Precision } from "../../evaluation/marks/precision.js";

/** What to judge next, and what is known by what was judged. */
export interface NextToJudge {
  /** Drawn at random from all that nobody has judged, and always in the same order. */
  readonly hits: readonly QueryHit[];
  /** All hits of the queries that people judge. */
  readonly hitCount: number;
  /** Hits of the random sample that are judged. */
  readonly judgedCount: number;
  /** Fewer tell nothing. */
  readonly leastCount: number;
  /** Share of all hits that are right; undefined below `leastCount`. */
  readonly precision?: Pick<Precision, "share" | "interval" | "worthMarks">;
}

/** Says which hits to judge, at most `count` of them. */
export function toNextToJudge(marked: MarkedHits, count: number): NextToJudge {
  const sample = toSample(marked);
  const judgedCount = sample.drawn.length;
  const known = { hitCount: marked.hits.length, judgedCount, leastCount: leastMarks };
  const hits = sample.next.slice(0, count);
  if (judgedCount < leastMarks) return { hits, ...known };
  const { share, interval, worthMarks } = estimatePrecision(sample);
  return { hits, ...known, precision: { share, interval, worthMarks } };
}

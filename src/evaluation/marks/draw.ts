import { createHash } from "node:crypto";
import type { Mark } from "../../collections/marks.js";
import { toMarkText } from "../../core/markText.js";
import { nearestSpan } from "../../core/span.js";
import type { QueryHit } from "./hits.js";

/** Hits of queries, and what people have said of spans for those queries. */
export interface MarkedHits {
  readonly hits: readonly QueryHit[];
  /** Those about queries, the latest first. */
  readonly marks: readonly Mark[];
}

/** A hit, and what was said of it. */
export interface JudgedHit {
  readonly hit: QueryHit;
  readonly mark: Mark;
}

/** What of all hits was judged, and how it was chosen. */
export interface Sample {
  /** A random sample of all hits, each of which is judged. */
  readonly drawn: readonly JudgedHit[];
  /** The other hits, judged or not. */
  readonly rest: readonly QueryHit[];
  /** Judged hits among the rest, which people chose: they say nothing of those that were not chosen. */
  readonly chosen: readonly JudgedHit[];
  /** Hits that nobody has judged, in the order in which they are to be. */
  readonly next: readonly QueryHit[];
}

/** As much in common as retrieval of moments asks for, so that a mark counts for a hit that another model cuts otherwise. */
export const leastOverlap = 0.5;

/**
 * Takes the random sample out of what was judged.
 *
 * Each hit has a place in one random order, which its query, video and span decide and nothing that is known of it: a
 * permanent random number (Ohlsson 1995). The hits that are judged from the beginning of this order on, without a gap,
 * are a random sample of all. It ends with the last that was offered as the next one, because a hit after it that
 * somebody happened to choose would make the sample depend on what people like to judge. A new hit takes its place in
 * the order, and where that is within the sample it has to be judged before those after it count again.
 */
export function toSample({ hits, marks }: MarkedHits): Sample {
  const markOf = createFinder(marks);
  const inOrder = hits
    .map((hit) => ({ hit, mark: markOf(hit), place: placeOf(hit) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const gap = inOrder.findIndex(({ mark }) => mark === undefined);
  const unbroken = gap < 0 ? inOrder : inOrder.slice(0, gap);
  const size = unbroken.findLastIndex(({ mark }) => mark?.drawn) + 1;
  const others = inOrder.slice(size);
  return {
    drawn: inOrder.slice(0, size).flatMap(toJudged),
    rest: others.map(({ hit }) => hit),
    chosen: others.flatMap(toJudged),
    next: others.filter(({ mark }) => mark === undefined).map(({ hit }) => hit),
  };
}

const toJudged = ({ hit, mark }: { readonly hit: QueryHit; readonly mark: Mark | undefined }): JudgedHit[] =>
  mark ? [{ hit, mark }] : [];

/** Finds what was said of a hit: the mark on its query and video that has most in common with it. */
function createFinder(marks: readonly Mark[]): (hit: QueryHit) => Mark | undefined {
  const byKey = new Map<string, Mark[]>();
  const keyOf = (videoId: string, query: string) => `${videoId} ${toMarkText(query)}`;
  for (const mark of marks) {
    const key = keyOf(mark.videoId, mark.text);
    byKey.set(key, [...(byKey.get(key) ?? []), mark]);
  }
  return (hit) => nearestSpan(hit, byKey.get(keyOf(hit.videoId, hit.query)) ?? [], leastOverlap);
}

/** A random number in hexadecimal; milliseconds are as near as two hits are told apart. */
function placeOf({ query, videoId, startSeconds, endSeconds }: QueryHit): string {
  const [start, end] = [startSeconds, endSeconds].map((seconds) => Math.round(seconds * 1000));
  return createHash("sha256")
    .update(JSON.stringify([query, videoId, start, end]))
    .digest("hex");
}

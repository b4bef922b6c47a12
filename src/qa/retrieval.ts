import { toPercent } from "../core/certainty.js";
import { KinodexError } from "../core/errors.js";
import { toText, type QueryTree } from "../query/language/tree.js";
import type { StoredVideo } from "../query/moments/storedVideo.js";
import type { MomentMatcher } from "../query/rerank/momentMatcher.js";
import type { SearchedIndex } from "../query/searchedIndex.js";
import type { Searcher } from "../query/searcher.js";
import type { QueryMoment } from "../query/searchQuery.js";
import type { AnswerStep, Evidence } from "./answerTypes.js";
import { numerals } from "./language/numerals.js";

/** What the steps of a programme run on. */
export interface Retrieval {
  readonly searcher: Searcher;
  readonly videoId: string | undefined;
  readonly falseAlarm: number;
  /** What looks at pictures to choose between answers, where there is such a thing. */
  readonly openMatcher?: (() => Promise<MomentMatcher>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was sought, the moments, best first, and the confidence of the best. */
export interface Sought {
  readonly moments: readonly QueryMoment[];
  readonly confidence: number;
  readonly step: AnswerStep;
}

/** Searches for a statement, in the whole index or in one video. */
export async function seek(
  { searcher, falseAlarm, videoId }: Retrieval,
  statement: QueryTree,
  top = 5,
): Promise<Sought> {
  const scope = videoId === undefined ? {} : { videoId };
  const { moments } = await searcher.search({ query: statement, top, falseAlarm, ...scope });
  const [best] = moments;
  const confidence = best?.confidence ?? 0;
  const found = best
    ? `${toSecondsText(best)}, similarity ${best.similarity.toFixed(3)}, confidence ${toPercent(confidence)}`
    : "nothing";
  return { moments, confidence, step: { did: `looked for ${toText(statement)}`, found } };
}

/** What a moment rests on: the span of each phrase. */
export function evidenceOf(moment: Omit<QueryMoment, "confidence">, statement: QueryTree): Evidence[] {
  const { videoId, path } = moment;
  const whole = statement.type === "phrase" ? [{ ...moment, text: statement.text }] : [];
  return (moment.operands ?? whole).map(({ startSeconds, endSeconds, similarity, text }) => ({
    videoId,
    path,
    startSeconds,
    endSeconds,
    similarity,
    caption: text,
  }));
}

const countWords = ["", "once", "twice"];

/**
 * A statement whose counts are words of a description again: "a ball bounces" three times is seen as one thing, and
 * what is only asked when or in which order need not be counted.
 */
export function withCountsSaid(statement: QueryTree): QueryTree {
  if (statement.type === "phrase") return statement;
  if (statement.type === "repeated") {
    const { operand, times } = statement;
    if (operand.type !== "phrase") return withCountsSaid(operand);
    return { type: "phrase", text: `${operand.text} ${countWords[times] ?? `${numerals[times - 1]} times`}` };
  }
  if ("operand" in statement) return { ...statement, operand: withCountsSaid(statement.operand) };
  return { ...statement, operands: statement.operands.map(withCountsSaid) };
}

/**
 * A video of the index.
 *
 * @throws {KinodexError} `not-found` where it has gone
 */
export async function requireStored({ store, videos }: SearchedIndex, videoId: string): Promise<StoredVideo> {
  const video = await videos.find(videoId);
  if (video) return video;
  throw new KinodexError("not-found", `the index ${store.directory} has no video ${videoId}`, { videoId });
}

/** "from 2.5 s to 4 s" */
export function toSecondsText({ startSeconds, endSeconds }: { startSeconds: number; endSeconds: number }): string {
  const [start, end] = [startSeconds, endSeconds].map((seconds) => Math.round(seconds * 10) / 10);
  return `from ${start} s to ${end} s`;
}

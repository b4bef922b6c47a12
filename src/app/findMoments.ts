import { createHash } from "node:crypto";
import { isKinodexError, KinodexError } from "../core/errors.js";
import type { Embedding } from "../core/vectors.js";
import { readNewness, type Newness } from "../query/language/newness.js";
import { toText as toQueryText } from "../query/language/tree.js";
import { vectorKindsOf, type MomentScope } from "../query/moments/momentScope.js";
import { searchNew, type NewAnswer } from "../query/newness/searchNew.js";
import { rerank, type RerankOptions } from "../query/rerank/rerank.js";
import type { SearchAnswer } from "../query/searchEmbedding.js";
import type { QueryAnswer, QueryRequest } from "../query/searchQuery.js";
import type { LikeQuery, Query, SearchOptions, SearchResult } from "./kinodex.js";
import { keptRerank } from "./keptRerank.js";
import { findPage } from "./searchPages.js";
import { toMomentScope } from "./searchScope.js";
import { requireVideo, type Session } from "./session.js";

/** How sure an answer has to be, and where it is looked for. */
type Manner = Omit<QueryRequest, "query" | "top"> & Required<Pick<QueryRequest, "falseAlarm">>;
type Found = (SearchAnswer | QueryAnswer | NewAnswer) & Pick<SearchResult, "reranked">;
/** A search that may be made again, for more moments. */
type SearchFor = (top: number) => Promise<Found>;

/** Searches an open index; the document is what `kinodex search --json` prints. */
export async function findMoments(session: Session, query: Query, options: SearchOptions = {}): Promise<SearchResult> {
  const { top = 10, cursor, falseAlarm = 0.05, background = "video", explain = false, ...rest } = options;
  const { rerank: askedCount, signal, ...scope } = rest;
  const kept = await keptRerank(session.store);
  const count = hasWords(query) ? (askedCount ?? kept.count) : 0;
  const asked = toAsked(query);
  const startedMs = performance.now();
  const manner = { ...(await toMomentScope(session.store, scope)), falseAlarm, background };
  const found = await prepareSearch(session, query, manner);
  const openMatcher = () =>
    session.matching.open(kept.model).catch((error: unknown) => {
      throw askedCount === undefined ? toUnasked(error) : error;
    });
  const search = count > 0 ? prepareReranking(session, found, { matcher: await openMatcher(), count, signal }) : found;
  const page = { top, cursor, asked: JSON.stringify([digestOf(query), scope, falseAlarm, background, count]) };
  const { nextCursor, ...answer } = await findPage(search, page);
  const tookMs = Math.round((performance.now() - startedMs) * 10) / 10;
  return {
    query: asked,
    model: session.model.identity.id,
    tookMs,
    ...toDocument(answer, explain),
    ...(nextCursor !== undefined && { nextCursor }),
  };
}

/** Which moments are meant where it is asked for what is new. */
function toNewness(query: Query): Newness | undefined {
  return typeof query === "string" ? readNewness(query) : undefined;
}

/** Whether a matcher has something to judge pictures by. */
function hasWords(query: Query): boolean {
  return (typeof query === "string" || "type" in query) && toNewness(query) === undefined;
}

/** What went wrong with what the search itself did not ask for says where that comes from. */
function toUnasked(error: unknown): unknown {
  if (!isKinodexError(error)) return error;
  const message = `the pipeline of this index re-ranks, which cannot be done (--rerank 0 searches without): ${error.message}`;
  return new KinodexError(error.code, message, error.data, error);
}

async function prepareSearch(session: Session, query: Query, manner: Manner): Promise<SearchFor> {
  const { searcher } = session;
  const which = toNewness(query);
  if (which !== undefined) {
    requireVectors(manner);
    return (top) => searchNew(session.store, { ...manner, which, top });
  }
  if (typeof query === "string" || "type" in query) return (top) => searcher.search({ query, top, ...manner });
  requireVectors(manner);
  const byPicture = { ...manner, kind: "picture" } as const;
  if ("image" in query) {
    const embedding = await encodePicture(session, query.image);
    return (top) => searcher.searchEmbedding({ ...byPicture, embedding, top });
  }
  const { videoId, timeSeconds, embedding } = await readMoment(session, query);
  return async (top) => {
    const { moments, foundFrom } = await searcher.searchEmbedding({ ...byPicture, embedding, top: top + 1 });
    const isItself = (one: (typeof moments)[number]) =>
      one.videoId === videoId && one.startSeconds <= timeSeconds && timeSeconds < one.endSeconds;
    const others = moments.filter((moment) => !isItself(moment)).slice(0, top);
    return { answered: others.some(({ confidence }) => confidence >= foundFrom), foundFrom, moments: others };
  };
}

/** The same search, with its best moments judged again by a matcher. */
function prepareReranking(
  { searcher }: Session,
  search: SearchFor,
  { matcher, count, signal }: RerankOptions,
): SearchFor {
  return async (top) => {
    const answer = await search(Math.max(top, count));
    if (!("tree" in answer)) return answer; // a picture has no words to be judged by
    const startedMs = performance.now();
    const { judgedCount, ...better } = await rerank(searcher.index, answer, { matcher, count, signal });
    const tookMs = Math.round(performance.now() - startedMs);
    const reranked = { model: matcher.modelId, momentCount: judgedCount, tookMs };
    return { ...better, moments: better.moments.slice(0, top), reranked };
  };
}

function requireVectors(scope: MomentScope): void {
  if (vectorKindsOf(scope).length > 0) return;
  throw new KinodexError(
    "usage",
    "this is found by what frames and clips show, not by words: add frame or clip to the sources",
  );
}

async function encodePicture({ model }: Session, image: string | Uint8Array): Promise<Embedding> {
  const { readPicture } = await import("../media/readPicture.js"); // a search by text need not wait for sharp
  const picture = typeof image === "string" ? image : Buffer.from(image);
  const [embedding] = await (await model.open("image")).encode([await readPicture(picture)]);
  if (embedding) return embedding;
  throw new KinodexError("model", `the model ${model.identity.id} gave no embedding of the picture`);
}

/** The frame that is indexed nearest to a time of a video. */
async function readMoment({ store }: Session, { like: { video, timeSeconds } }: LikeQuery) {
  const { videoId, durationSeconds } = await requireVideo(store, video);
  if (!(timeSeconds >= 0 && timeSeconds <= durationSeconds))
    throw new KinodexError("usage", `${timeSeconds} s is not a time of ${video}, which lasts ${durationSeconds} s`);
  const { times, embeddings } = await store.framesOf(videoId);
  const { dimension } = store.model;
  const distanceAt = (row: number) => Math.abs((times[row] as number) - timeSeconds);
  const nearest = [...times.keys()].reduce((best, row) => (distanceAt(row) < distanceAt(best) ? row : best), 0);
  const embedding = embeddings.subarray(nearest * dimension, (nearest + 1) * dimension);
  if (embedding.length > 0) return { videoId, timeSeconds, embedding };
  throw new KinodexError("not-found", `no frame of ${video} is indexed yet: try again when it is`, { video });
}

function toAsked(query: Query): string {
  if (typeof query === "string" && query.trim() === "")
    throw new KinodexError("usage", 'the query is empty: describe the moment, like "a red car", or give a picture');
  if (typeof query === "string") return query;
  if ("like" in query) return `like ${query.like.video} at ${query.like.timeSeconds} s`;
  if (!("image" in query)) return toQueryText(query);
  return typeof query.image === "string" ? query.image : "a picture";
}

/** What tells a query from others; a picture by its bytes. */
function digestOf(query: Query): unknown {
  if (typeof query === "string" || !("image" in query) || typeof query.image === "string") return query;
  return createHash("sha256").update(query.image).digest("hex");
}

/** A plain search tells its moments alone; a composed one its tree too, and `explain` the plan as well. */
function toDocument(answer: Found, explain: boolean) {
  if (!("tree" in answer) || explain) return answer;
  const { tree, plan, ...rest } = answer;
  return plan ? { tree, ...rest } : rest;
}

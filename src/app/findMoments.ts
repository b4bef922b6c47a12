import { KinodexError } from "../core/errors.js";
import { toText as toQueryText, type QueryTree } from "../query/language/tree.js";
import type { SearchAnswer } from "../query/searchEmbedding.js";
import type { QueryAnswer } from "../query/searchQuery.js";
import type { Query, SearchOptions, SearchResult } from "./kinodex.js";
import { requireVideo, type Session } from "./session.js";

/** Searches an open index; the document is what `kinodex search --json` prints. */
export async function findMoments(
  session: Session,
  query: Query,
  {
    top = 10,
    video,
    fromSeconds,
    toSeconds,
    falseAlarm = 0.05,
    background = "video",
    explain = false,
  }: SearchOptions = {},
): Promise<SearchResult> {
  const { store, model } = session;
  const asked = toAsked(query);
  if (fromSeconds !== undefined && toSeconds !== undefined && fromSeconds >= toSeconds)
    throw new KinodexError(
      "usage",
      `from ${fromSeconds} s is not before to ${toSeconds} s: give a span of some length`,
    );
  const startedMs = performance.now();
  const within = { startSeconds: fromSeconds ?? 0, endSeconds: toSeconds ?? Number.POSITIVE_INFINITY };
  const answer = await search(session, query, {
    top,
    falseAlarm,
    background,
    ...(video === undefined ? {} : { videoId: (await requireVideo(store, video)).videoId }),
    ...(fromSeconds === undefined && toSeconds === undefined ? {} : { within }),
  });
  const tookMs = Math.round((performance.now() - startedMs) * 10) / 10;
  return { query: asked, model: model.identity.id, tookMs, ...toDocument(answer, explain) };
}

type Scope = Omit<Parameters<Session["searcher"]["search"]>[0], "query">;

async function search({ model, searcher }: Session, query: Query, scope: Scope): Promise<SearchAnswer | QueryAnswer> {
  if (typeof query === "string" || !("image" in query)) return searcher.search({ query, ...scope });
  const { readPicture } = await import("../media/readPicture.js"); // a search by text need not wait for sharp
  const picture = typeof query.image === "string" ? query.image : Buffer.from(query.image);
  const [embedding] = await (await model.open("image")).encode([await readPicture(picture)]);
  if (!embedding) throw new KinodexError("model", `the model ${model.identity.id} gave no embedding of the picture`);
  return searcher.searchEmbedding({ embedding, kind: "picture", ...scope });
}

function toAsked(query: Query): string {
  if (typeof query === "string" && query.trim() === "")
    throw new KinodexError("usage", 'the query is empty: describe the moment, like "a red car", or give a picture');
  if (typeof query === "string") return query;
  if (!("image" in query)) return toQueryText(query satisfies QueryTree);
  return typeof query.image === "string" ? query.image : "a picture";
}

/** A plain search tells its moments alone; a composed one its tree too, and `explain` the plan as well. */
function toDocument(answer: SearchAnswer | QueryAnswer, explain: boolean) {
  if (!("tree" in answer) || explain) return answer;
  const { tree, plan, ...rest } = answer;
  return plan ? { tree, ...rest } : rest;
}

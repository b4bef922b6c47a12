import { rowProducts } from "../../core/rowProducts.js";
import type { Embedding } from "../../core/vectors.js";
import { parseQuery } from "../../query/language/parse.js";
import { phrasesOf, toText } from "../../query/language/tree.js";
import { answer } from "../../qa/answer.js";
import { assembleTimeline } from "../../export/assembleTimeline.js";
import { requireFormat } from "../../export/formats.js";
import { readPicture } from "../../media/readPicture.js";
import type { ApiContext } from "../context.js";
import { requireVideo } from "../files/videoFile.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import {
  answerSchema,
  askSchema,
  curveQuery,
  curveSchema,
  exportSchema,
  pictureSearchQuery,
  searchAnswerSchema,
  searchSchema,
  type SearchBody,
} from "../schemas/search.js";
import { videoParams } from "../schemas/videos.js";

type Scope = Pick<SearchBody, "top" | "videoId" | "fromSeconds" | "toSeconds" | "falseAlarm">;

const pictureTypes = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/tiff"];
const mediaTypeOf: Readonly<Record<string, string>> = {
  csv: "text/csv",
  jsonl: "application/x-ndjson",
  edl: "text/plain",
  fcpxml: "application/xml",
  otio: "application/json",
};

/** Searching, and what is made of its results. */
export function createSearchRoutes(context: ApiContext): Route[] {
  const { store, model, searcher, roots, searchGate, mediaGate, metrics } = context;
  const tag = "search";

  /** Runs a search when it is its turn, and tells how long both took. */
  const inTurn = async <T>(work: () => Promise<T>, signal: AbortSignal) => {
    const endWaiting = metrics.searchSeconds.startTimer({ stage: "waiting" });
    return searchGate.run(async () => {
      endWaiting();
      const endSearch = metrics.searchSeconds.startTimer({ stage: "searching" });
      const value = await work();
      return { value, tookMs: Math.round(endSearch() * 10_000) / 10 };
    }, signal);
  };
  const toShown = <Moment extends { readonly path: string }>(moments: readonly Moment[]) =>
    moments.map((moment) => ({ ...moment, path: roots.show(moment.path) }));

  return [
    defineRoute({
      method: "post",
      path: "/v1/search",
      tag,
      summary: "Moments that match words, a sentence of the query language, or its tree",
      scope: "read",
      body: { kind: "json", schema: searchSchema },
      responses: { 200: { description: "moments, best first", schema: searchAnswerSchema } },
      handle: async ({ body: { query, ...scope }, signal }) => {
        const request = { query, ...(await toRequest(store, scope)) };
        const { value, tookMs } = await inTurn(() => searcher.search(request), signal);
        const { answered, moments, tree } = value;
        const text = typeof query === "string" ? query : toText(query);
        return {
          body: { query: text, model: model.identity.id, tookMs, answered, moments: toShown(moments), tree },
        };
      },
    }),
    defineRoute({
      method: "post",
      path: "/v1/search/picture",
      tag,
      summary: "Moments that look like a picture",
      scope: "read",
      query: pictureSearchQuery,
      body: { kind: "picture", types: pictureTypes },
      responses: { 200: { description: "moments, best first", schema: searchAnswerSchema } },
      handle: async ({ body, query, signal }) => {
        const request = await toRequest(store, query);
        const picture = await readPicture(toBytes(body));
        const { value, tookMs } = await inTurn(async () => {
          const [embedding] = await (await model.open("image")).encode([picture]);
          return searcher.searchEmbedding({ embedding: embedding as Embedding, kind: "picture", ...request });
        }, signal);
        const { answered, moments } = value;
        return { body: { query: "picture", model: model.identity.id, tookMs, answered, moments: toShown(moments) } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/v1/ask",
      tag,
      summary: "A grounded answer to a question about the videos or one of them",
      scope: "read",
      body: { kind: "json", schema: askSchema },
      responses: { 200: { description: "the answer, or why there is none", schema: answerSchema } },
      handle: async ({ body, signal }) => {
        if (body.videoId !== undefined) await requireVideo(store, body.videoId);
        const { value } = await inTurn(() => answer(searcher, body), signal);
        const { programme: _, evidence, ...rest } = value;
        return { body: { ...rest, evidence: toShown(evidence) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/curve",
      tag,
      summary: "How similar a video is to each phrase of a query over its time",
      scope: "read",
      params: videoParams,
      query: curveQuery,
      responses: { 200: { description: "similarity curves", schema: curveSchema } },
      handle: async ({ params: { videoId }, query, signal }) => {
        await requireVideo(store, videoId);
        const phrases = phrasesOf(parseQuery(query.query));
        const { value } = await inTurn(async () => (await model.open("text")).encode(phrases), signal);
        const video = await searcher.index.videos.find(videoId);
        const curves = phrases.map((phrase, n) => {
          const similarities = video && rowProducts(video.curveEmbeddings, value[n] as Embedding);
          const cells = (video?.stretches ?? []).map(({ startSeconds, endSeconds }, row) => ({
            startSeconds,
            endSeconds,
            similarity: similarities?.[row] as number,
          }));
          return { phrase, cells };
        });
        return { body: { videoId, curves } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/v1/export",
      tag,
      summary: "The moments of a search for an editing program or a spreadsheet",
      scope: "read",
      body: { kind: "json", schema: exportSchema },
      responses: {
        200: { description: "a file", type: [...new Set(Object.values(mediaTypeOf))] },
      },
      handle: async ({ body: { query, format: name, handlesSeconds, ...scope }, signal }) => {
        const format = requireFormat(name);
        const request = { query, ...(await toRequest(store, scope)) };
        const { value } = await inTurn(() => searcher.search(request), signal);
        if (!value.answered)
          throw new ApiError(422, "unanswered", "Nothing was found with enough confidence; falseAlarm moves the line.");
        const title = typeof query === "string" ? query : toText(query);
        // A timeline names the files where the editing program finds them: that is what it is for.
        const text =
          format.kind === "table"
            ? format.write(toShown(value.moments))
            : await mediaGate.run(async () => {
                const findVideos = (videoIds: readonly string[]) => store.findVideos(videoIds);
                const assembled = await assembleTimeline(value.moments, { title, handlesSeconds, findVideos, signal });
                if (!assembled.timeline.clips.length)
                  throw new ApiError(422, "files-gone", "None of the moments' files is where it was indexed.");
                return format.write(assembled.timeline);
              }, signal);
        return {
          body: text,
          headers: {
            "Content-Type": `${mediaTypeOf[name] ?? "text/plain"}; charset=utf-8`,
            "Content-Disposition": `attachment; filename="moments.${name}"`,
          },
        };
      },
    }),
  ];
}

async function toRequest(store: ApiContext["store"], { top, videoId, fromSeconds, toSeconds, falseAlarm }: Scope) {
  if (fromSeconds !== undefined && toSeconds !== undefined && fromSeconds >= toSeconds)
    throw new ApiError(400, "invalid-request", "fromSeconds is not before toSeconds.");
  return {
    top,
    falseAlarm,
    ...(videoId === undefined ? {} : { videoId: (await requireVideo(store, videoId)).videoId }),
    ...(fromSeconds === undefined && toSeconds === undefined
      ? {}
      : { within: { startSeconds: fromSeconds ?? 0, endSeconds: toSeconds ?? Number.POSITIVE_INFINITY } }),
  };
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new ApiError(400, "invalid-request", "The body holds no picture.");
}

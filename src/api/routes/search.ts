import { chooseMoments } from "../../app/chooseMoments.js";
import type { Query } from "../../app/openKinodex.js";
import type { ApiContext } from "../context.js";
import { exportFile, exportTypes } from "../exportFile.js";
import { requireVideo } from "../files/videoFile.js";
import { withFolders } from "../folders.js";
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

type Scope = Omit<SearchBody, "query" | "like" | "rerank"> & Partial<Pick<SearchBody, "rerank">>;

const pictureTypes = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/tiff"];
/** Searching, and what is made of its results. */
export function createSearchRoutes(context: ApiContext): Route[] {
  const { index, roots, searchGate, questionGate, metrics } = context;
  const tag = "search";

  /** Runs a search when it is its turn; how long both took is counted. */
  const inTurn = async <T>(work: () => Promise<T>, signal: AbortSignal, gate = searchGate) => {
    const endWaiting = metrics.searchSeconds.startTimer({ stage: "waiting" });
    return gate.run(async () => {
      endWaiting();
      const endSearch = metrics.searchSeconds.startTimer({ stage: "searching" });
      const value = await work();
      endSearch();
      return value;
    }, signal);
  };
  const search = async (query: Query, { videoId, videoIds, ...rest }: Scope, signal: AbortSignal) => {
    for (const known of [videoId ?? [], videoIds ?? []].flat()) await requireVideo(index, known);
    const scope = { ...(await withFolders(rest, context)), video: videoId, videos: videoIds };
    const gate = rest.rerank ? questionGate : searchGate;
    return inTurn(() => index.search(query, { ...scope, signal, explain: true }), signal, gate);
  };
  const toShown = <Moment extends { readonly path: string }>(moments: readonly Moment[]) =>
    moments.map((moment) => ({ ...moment, path: roots.show(moment.path) }));

  return [
    defineRoute({
      name: "searchMoments",
      method: "post",
      path: "/v1/search",
      tag,
      summary: "Moments that match words, a sentence of the query language, its tree, or another moment",
      scope: "read",
      body: { kind: "json", schema: searchSchema },
      responses: { 200: { description: "moments, best first", schema: searchAnswerSchema } },
      handle: async ({ body: { query, like, ...scope }, signal }) => {
        const { plan: _, moments, ...found } = await search(toQuery(query, like), scope, signal);
        return { body: { ...found, moments: toShown(moments) } };
      },
    }),
    defineRoute({
      name: "searchByPicture",
      method: "post",
      path: "/v1/search/picture",
      tag,
      summary: "Moments that look like a picture",
      scope: "read",
      query: pictureSearchQuery,
      body: { kind: "picture", types: pictureTypes },
      responses: { 200: { description: "moments, best first", schema: searchAnswerSchema } },
      handle: async ({ body, query, signal }) => {
        const { moments, ...found } = await search({ image: toBytes(body) }, query, signal);
        return { body: { ...found, moments: toShown(moments) } };
      },
    }),
    defineRoute({
      name: "askQuestion",
      method: "post",
      path: "/v1/ask",
      tag,
      summary: "A grounded answer to a question about the videos or one of them",
      scope: "read",
      body: { kind: "json", schema: askSchema },
      responses: { 200: { description: "the answer, or why there is none", schema: answerSchema } },
      handle: async ({ body, signal }) => {
        const { question, videoId: video, ...options } = body;
        if (video !== undefined) await requireVideo(index, video);
        const {
          programme: _,
          evidence,
          boxes,
          ...rest
        } = await inTurn(() => index.ask(question, { ...options, video, signal }), signal, questionGate);
        return { body: { ...rest, evidence: toShown(evidence), ...(boxes && { boxes: toShown(boxes) }) } };
      },
    }),
    defineRoute({
      name: "getCurve",
      method: "get",
      path: "/v1/videos/{videoId}/curve",
      tag,
      summary: "How similar a video is to each phrase of a query over its time",
      scope: "read",
      params: videoParams,
      query: curveQuery,
      responses: { 200: { description: "similarity curves", schema: curveSchema } },
      handle: async ({ params: { videoId }, query, signal }) => {
        await requireVideo(index, videoId);
        const curves = await inTurn(() => index.curves(videoId, query.query), signal);
        return { body: { videoId, curves } };
      },
    }),
    defineRoute({
      name: "exportMoments",
      method: "post",
      path: "/v1/export",
      tag,
      summary: "The moments that a search finds for an editing program or a spreadsheet",
      scope: "read",
      body: { kind: "json", schema: exportSchema },
      responses: {
        200: {
          description: "a file; Kinodex-Left-Out counts the misses that are not in it",
          type: exportTypes,
        },
      },
      handle: async ({ body: { query, like, format: name, handlesSeconds, includeMisses, ...scope }, signal }) => {
        const found = await search(toQuery(query, like), scope, signal);
        const moments = chooseMoments(found, includeMisses);
        if (moments.length === 0)
          throw new ApiError(422, "unanswered", "Nothing was found with enough confidence; falseAlarm moves the line.");
        const reply = await exportFile(context, { moments, format: name, title: found.query, handlesSeconds, signal });
        return {
          ...reply,
          headers: { ...reply.headers, "Kinodex-Left-Out": String(found.moments.length - moments.length) },
        };
      },
    }),
  ];
}

/** What a body asks for; its schema says that it is one of both. */
function toQuery(query: SearchBody["query"], like: SearchBody["like"]): Query {
  return query ?? { like: { video: like?.videoId ?? "", timeSeconds: like?.timeSeconds ?? 0 } };
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new ApiError(400, "invalid-request", "The body holds no picture.");
}

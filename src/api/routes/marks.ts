import type { Request } from "express";
import type { Mark, NewMark } from "../../app/keptThings.js";
import { isWithin } from "../../app/marks/markFields.js";
import { readJudgedQueries } from "../../app/marks/markedHits.js";
import { toNextToJudge } from "../../app/marks/nextToJudge.js";
import type { ApiContext } from "../context.js";
import { requireVideo } from "../files/videoFile.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import {
  markListSchema,
  markParams,
  markQuery,
  marksSchema,
  newMarksSchema,
  nextQuery,
  nextToJudgeSchema,
  type CheckedMark,
} from "../schemas/marks.js";
import { keyOf } from "../security/authenticate.js";

/** What people accept and reject of what is found and said. */
export function createMarkRoutes(context: ApiContext): Route[] {
  const { index, roots, searchGate } = context;
  const { marks } = context.kept;
  const tag = "marks";

  const toViews = async (some: readonly Mark[]) => {
    const videos = await index.findVideos([...new Set(some.map(({ videoId }) => videoId))]);
    const pathOf = new Map(videos.map(({ videoId, paths }) => [videoId, paths[0]]));
    return some.map((mark) => ({ ...mark, path: roots.show(pathOf.get(mark.videoId) ?? mark.path) }));
  };
  const toNew = async (some: readonly CheckedMark[], client: string | null): Promise<NewMark[]> => {
    const made: NewMark[] = [];
    for (const mark of some) {
      const { paths, durationSeconds } = await requireVideo(index, mark.videoId);
      if (!isWithin(mark, durationSeconds))
        throw new ApiError(
          400,
          "invalid-request",
          `The span ends at ${mark.endSeconds} s, and the video at ${durationSeconds} s.`,
        );
      made.push({ ...mark, path: paths[0] ?? "", client });
    }
    return made;
  };
  const clientOf = (request: Request): string | null => context.keys.find(keyOf(request) ?? "")?.name ?? null;

  return [
    defineRoute({
      name: "listMarks",
      method: "get",
      path: "/v1/marks",
      tag,
      summary: "What people accepted and rejected, of a text, of a video or of all; the latest first",
      scope: "read",
      query: markQuery,
      responses: { 200: { description: "marks", schema: markListSchema } },
      handle: async ({ query: { limit, ...filter } }) => {
        const found = await marks.list({ ...filter, limit: limit + 1 });
        const page = found.slice(0, limit);
        const isMore = found.length > limit;
        return { body: { marks: await toViews(page), ...(isMore && { nextBefore: page.at(-1)?.sequence }) } };
      },
    }),
    defineRoute({
      name: "addMarks",
      method: "post",
      path: "/v1/marks",
      tag,
      summary: "Accept or reject spans; what was said of the same span and text before is replaced",
      scope: "ingest",
      body: { kind: "json", schema: newMarksSchema },
      responses: { 200: { description: "the marks as they are kept", schema: marksSchema } },
      handle: async ({ body, request }) => {
        const added = await marks.add(await toNew(body.marks, clientOf(request)));
        return { body: { marks: await toViews(added) } };
      },
    }),
    defineRoute({
      name: "listNextToJudge",
      method: "get",
      path: "/v1/marks/next",
      tag,
      summary: "Which hits to judge next, drawn at random, and how precise searches are by those that are judged",
      scope: "read",
      query: nextQuery,
      responses: { 200: { description: "hits, and what is known", schema: nextToJudgeSchema } },
      handle: async ({ query: { count }, signal }) => {
        const judged = await readJudgedQueries(context.kept);
        const marked = await searchGate.run(() => index.markedHits(judged, signal), signal);
        const { hits, ...known } = toNextToJudge(marked, count);
        return { body: { hits: hits.map((hit) => ({ ...hit, path: roots.show(hit.path) })), ...known } };
      },
    }),
    defineRoute({
      name: "removeMark",
      method: "delete",
      path: "/v1/marks/{markId}",
      tag,
      summary: "Take back what was said of a span",
      scope: "ingest",
      params: markParams,
      responses: { 204: { description: "nothing is said of it any more" } },
      handle: async ({ params: { markId } }) => {
        if (await marks.remove(markId)) return { status: 204 };
        throw new ApiError(404, "not-found", "There is no such mark.");
      },
    }),
  ];
}

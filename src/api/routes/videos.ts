import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { findVideoFiles } from "../../app/media.js";
import { toMessage } from "../../core/errors.js";
import type { ApiContext } from "../context.js";
import { removeFile } from "../../app/removeFile.js";
import { requireVideo } from "../files/videoFile.js";
import { listFolders, withFolders } from "../folders.js";
import type { NewJob } from "../../app/jobService.js";
import { ApiError } from "../problem.js";
import { requirePreset } from "../requirePreset.js";
import { defineRoute, type Route } from "../route.js";
import { jobListSchema } from "../schemas/jobs.js";
import {
  addedSchema,
  addVideoSchema,
  foldersSchema,
  rootsSchema,
  shotsSchema,
  uploadQuery,
  videoPageSchema,
  videoParams,
  videoSchema,
  videosQuery,
  type LeftOut,
} from "../schemas/videos.js";
import { readCursor, writeCursor } from "../videoCursor.js";
import { toJobView, toVideo } from "../views.js";

/** Listing, adding and removing videos. */
export function createVideoRoutes(context: ApiContext): Route[] {
  const { index, roots, jobs, uploads, settings, metrics } = context;
  const tag = "videos";
  const enqueue = async (added: readonly NewJob[]) => ({
    status: 202,
    body: { jobs: (await jobs.add(added)).map((job) => toJobView(job, roots)) },
  });

  return [
    defineRoute({
      name: "listVideos",
      method: "get",
      path: "/v1/videos",
      tag,
      summary: "What is indexed, sorted and narrowed down, page by page",
      scope: "read",
      query: videosQuery,
      responses: { 200: { description: "a page of videos", schema: videoPageSchema } },
      handle: async ({ query: { cursor, sort: sortBy, order, ...narrowed } }) => {
        const sorting = { sort: sortBy, order };
        const after = cursor === undefined ? undefined : readCursor(cursor, sorting);
        const options = { ...(await withFolders(narrowed, context)), sortBy, descending: order === "desc", after };
        const { videos, total, next } = await index.videos(options);
        const shown = videos.map((video) => toVideo(video, roots));
        return { body: { videos: shown, total, ...(next && { nextCursor: writeCursor(next, sorting) }) } };
      },
    }),
    defineRoute({
      name: "listFolders",
      method: "get",
      path: "/v1/folders",
      tag,
      summary: "The folders in which videos lie",
      scope: "read",
      responses: { 200: { description: "folders in alphabetical order", schema: foldersSchema } },
      handle: async () => ({ body: { folders: await listFolders(context) } }),
    }),
    defineRoute({
      name: "addVideos",
      method: "post",
      path: "/v1/videos",
      tag,
      summary: "Index a file, or every video of a folder, under an allowed root",
      scope: "ingest",
      body: { kind: "json", schema: addVideoSchema },
      responses: { 202: { description: "the jobs that do it, and what was left out", schema: addedSchema } },
      handle: async ({ body }) => {
        const pipeline = requirePreset(body.pipeline ?? settings.pipeline);
        const { files, failed } = await listFiles(await roots.resolve(body.path), context);
        if (files.length === 0) throw noVideos(failed);
        const added = await enqueue(files.map((path) => ({ kind: "index", path, pipeline, source: "path" })));
        return { ...added, body: { ...added.body, failed } };
      },
    }),
    defineRoute({
      name: "uploadVideo",
      method: "post",
      path: "/v1/videos/upload",
      tag,
      summary: "Send a video in one request and index it; see /v1/uploads for one that can be resumed",
      scope: "ingest",
      query: uploadQuery,
      body: { kind: "stream", types: ["video/*", "application/octet-stream"] },
      responses: { 202: { description: "the job that indexes it", schema: jobListSchema } },
      handle: async ({ query, request, signal }) => {
        const pipeline = requirePreset(query.pipeline ?? settings.pipeline);
        await uploads.requireRoom(Number(request.headers["content-length"] ?? 0));
        const path = await uploads.receive(request, query.name, signal);
        metrics.uploadedBytes.inc((await stat(path)).size);
        return enqueue([{ kind: "index", path, pipeline, source: "upload" }]);
      },
    }),
    defineRoute({
      name: "listRoots",
      method: "get",
      path: "/v1/roots",
      tag,
      summary: "The folders under which videos may be added by path",
      scope: "ingest",
      responses: { 200: { description: "their names", schema: rootsSchema } },
      handle: () => ({ body: { roots: settings.roots.map((root) => roots.show(resolve(root))) } }),
    }),
    defineRoute({
      name: "getVideo",
      method: "get",
      path: "/v1/videos/{videoId}",
      tag,
      summary: "One video",
      scope: "read",
      params: videoParams,
      responses: { 200: { description: "the video", schema: videoSchema } },
      handle: async ({ params }) => ({ body: toVideo(await requireVideo(index, params.videoId), roots) }),
    }),
    defineRoute({
      name: "removeVideo",
      method: "delete",
      path: "/v1/videos/{videoId}",
      tag,
      summary: "Forget a video; its file stays unless it was uploaded",
      scope: "ingest",
      params: videoParams,
      responses: { 204: { description: "it is forgotten" } },
      handle: async ({ params }) => {
        const { videoId, paths } = await requireVideo(index, params.videoId);
        if (!(await jobs.run({ type: "remove", videoId })))
          throw new ApiError(404, "not-found", "The index has no such video.");
        for (const path of paths) if (uploads.owns(path)) await removeFile(path);
        return { status: 204 };
      },
    }),
    defineRoute({
      name: "listShots",
      method: "get",
      path: "/v1/videos/{videoId}/shots",
      tag,
      summary: "Where the shots of a video begin and end",
      scope: "read",
      params: videoParams,
      responses: { 200: { description: "shots in order", schema: shotsSchema } },
      handle: async ({ params }) => {
        const { videoId } = await requireVideo(index, params.videoId);
        return { body: { videoId, shots: await index.shotsOf(videoId) } };
      },
    }),
  ];
}

/** The videos that a path under an allowed root names, and what there cannot be indexed. */
async function listFiles(
  path: string,
  { roots, settings }: ApiContext,
): Promise<{ readonly files: readonly string[]; readonly failed: readonly LeftOut[] }> {
  const files = new Set<string>();
  const failed: LeftOut[] = [];
  for await (const found of findVideoFiles([path])) {
    const shown = roots.show(found.path);
    if ("problem" in found) failed.push({ path: shown, message: found.problem.message.replaceAll(found.path, shown) });
    else {
      const outcome = await roots.resolve(found.path).catch((error: unknown) => ({ error }));
      if (typeof outcome === "string") files.add(outcome);
      else failed.push({ path: shown, message: `${shown}: ${toMessage(outcome.error)}` });
    }
    if (files.size > settings.limits.jobsOpen)
      throw new ApiError(422, "too-many-files", `The folder has more than ${settings.limits.jobsOpen} videos.`);
  }
  return { files: [...files], failed };
}

function noVideos(failed: readonly LeftOut[]): ApiError {
  const [first, ...others] = failed.map(({ message }) => message);
  const more = others.length > 0 ? ` So it is with ${others.length} more.` : "";
  return new ApiError(422, "no-videos", first ? `${first}${more}` : "There are no videos in that folder.");
}

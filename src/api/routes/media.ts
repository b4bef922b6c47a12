import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { ApiContext } from "../context.js";
import { cutClip } from "../../app/media.js";
import { createByteCache } from "../files/byteCache.js";
import { drawSprites, drawThumbnail, layOutSprites } from "../../app/pictures.js";
import { sendFile } from "../files/sendFile.js";
import { locateFile, requireVideo, toMediaType } from "../files/videoFile.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Reply, type Route } from "../route.js";
import { clipQuery, spritesSchema, thumbnailQuery, videoParams } from "../schemas/videos.js";

/** Pictures that are kept in memory. */
const cacheBytes = 64 * 2 ** 20;

/** A video's bytes and pictures. */
export function createMediaRoutes({ index, mediaGate, shutdown, uploads, settings }: ApiContext): Route[] {
  const tag = "media";
  const params = videoParams;
  const pictures = createByteCache(cacheBytes);
  // Several callers may wait for one picture, so it is made whoever of them leaves.
  const picture = async (key: string, make: () => Promise<Buffer>): Promise<Reply> => ({
    body: await pictures.get(key, () => mediaGate.run(make, shutdown)),
    headers: { "Content-Type": "image/jpeg", "Cache-Control": "private, max-age=86400" },
  });

  return [
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/stream",
      tag,
      summary: "The file itself, or a range of its bytes",
      scope: "read",
      params,
      responses: {
        200: { description: "the file", type: ["video/mp4", "video/webm", "application/octet-stream"] },
        206: { description: "a range of it", type: ["video/mp4", "video/webm", "application/octet-stream"] },
      },
      handle: async ({ params: { videoId }, request, response }) => {
        const video = await requireVideo(index, videoId);
        const { sizeBytes, formatName } = video;
        const type = toMediaType(formatName);
        await sendFile(request, response, { path: await locateFile(video), type, sizeBytes, tag: videoId });
        return undefined;
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/clip",
      tag,
      summary: "A span of the video as an mp4 file of its own, exact to the frame",
      scope: "read",
      params,
      query: clipQuery,
      responses: { 200: { description: "the clip", type: "video/mp4" } },
      handle: async ({ params: { videoId }, query: { fromSeconds, toSeconds }, request, response, signal }) => {
        const span = { startSeconds: fromSeconds, endSeconds: toSeconds };
        const video = await requireVideo(index, videoId);
        const { clipSeconds } = settings.limits;
        if (!(toSeconds > fromSeconds && toSeconds - fromSeconds <= clipSeconds && fromSeconds < video.durationSeconds))
          throw new ApiError(400, "span", `A clip begins inside of its video, and has ${clipSeconds} s at most.`);
        const source = await locateFile(video);
        const name = `${basename(source, extname(source))}_${fromSeconds}-${toSeconds}.mp4`;
        await uploads.withDraft(async (draft) => {
          await mediaGate.run(() => cutClip(source, span, draft, { signal }), signal);
          response.attachment(name);
          const { size: sizeBytes } = await stat(draft);
          await sendFile(request, response, { path: draft, type: "video/mp4", sizeBytes, tag: randomUUID() });
        });
        return undefined;
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/thumbnail",
      tag,
      summary: "The picture that is shown at a time",
      scope: "read",
      params,
      query: thumbnailQuery,
      responses: { 200: { description: "a JPEG", type: "image/jpeg" } },
      handle: async ({ params: { videoId }, query: { t, width } }) => {
        const video = await requireVideo(index, videoId);
        return picture(`${videoId} ${t} ${width}`, async () =>
          drawThumbnail(await locateFile(video), t, width, shutdown),
        );
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/sprites",
      tag,
      summary: "How the pictures for a timeline lie in their sheet",
      scope: "read",
      params,
      responses: { 200: { description: "the layout", schema: spritesSchema } },
      handle: async ({ params: { videoId } }) => {
        const layout = layOutSprites(await requireVideo(index, videoId));
        return { body: { videoId, imageUrl: `/v1/videos/${videoId}/sprites.jpg`, ...layout } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/sprites.jpg",
      tag,
      summary: "The sheet of pictures for a timeline",
      scope: "read",
      params,
      responses: { 200: { description: "a JPEG", type: "image/jpeg" } },
      handle: async ({ params: { videoId } }) => {
        const video = await requireVideo(index, videoId);
        return picture(`${videoId} sprites`, async () =>
          drawSprites(await locateFile(video), layOutSprites(video), shutdown),
        );
      },
    }),
  ];
}

import { randomUUID } from "node:crypto";
import { basename, extname } from "node:path";
import type { ApiContext } from "../context.js";
import { cutClip } from "../../app/media.js";
import { createByteCache } from "../files/byteCache.js";
import { drawSprites, drawThumbnail, layOutSprites, keptWidth } from "../../app/pictures.js";
import { sendFile } from "../files/sendFile.js";
import { locateFile, requireVideo, toMediaType } from "../files/videoFile.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Reply, type Route } from "../route.js";
import { clipQuery, spritesSchema, thumbnailQuery, videoParams } from "../schemas/videos.js";

/** Pictures that are kept in memory. */
const cacheBytes = 64 * 2 ** 20;

/** Where in a video the picture lies that stands for it. */
const posterShare = 0.3;

const toReply = (jpeg: Uint8Array): Reply => ({
  body: Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength),
  headers: { "Content-Type": "image/jpeg", "Cache-Control": "private, max-age=86400" },
});

/** A video's bytes and pictures. */
export function createMediaRoutes({ index, mediaGate, shutdown, uploads, settings }: ApiContext): Route[] {
  const tag = "media";
  const params = videoParams;
  const pictures = createByteCache(cacheBytes);
  // Several callers may wait for one picture: it is made until the last of them has left.
  const draw = (key: string, make: (signal: AbortSignal) => Promise<Buffer>, signal: AbortSignal): Promise<Buffer> =>
    pictures.get(key, (left) => mediaGate.run(() => make(left), AbortSignal.any([left, shutdown])), signal);

  return [
    defineRoute({
      name: "streamVideo",
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
        const type = toMediaType(video.formatName);
        await sendFile(request, response, { path: await locateFile(video), type, tag: videoId });
        return undefined;
      },
    }),
    defineRoute({
      name: "cutClip",
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
          await sendFile(request, response, { path: draft, type: "video/mp4", tag: randomUUID() });
        });
        return undefined;
      },
    }),
    defineRoute({
      name: "getThumbnail",
      method: "get",
      path: "/v1/videos/{videoId}/thumbnail",
      tag,
      summary: "The picture that is shown at a time, or one that stands for the video",
      scope: "read",
      params,
      query: thumbnailQuery,
      responses: { 200: { description: "a JPEG", type: "image/jpeg" } },
      handle: async ({ params: { videoId }, query: { t, width }, signal }) => {
        const video = await requireVideo(index, videoId);
        const timeSeconds = t ?? posterShare * video.durationSeconds;
        const isKeptSize = width === keptWidth;
        const kept = isKeptSize ? index.pictures[t === undefined ? "nearest" : "at"](videoId, timeSeconds) : undefined;
        if (kept) return toReply(kept);
        const make = async (left: AbortSignal) => drawThumbnail(await locateFile(video), timeSeconds, width, left);
        const jpeg = await draw(`${videoId} ${timeSeconds} ${width}`, make, signal);
        if (isKeptSize) index.pictures.put(videoId, [{ timeSeconds, jpeg }]);
        return toReply(jpeg);
      },
    }),
    defineRoute({
      name: "getSprites",
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
      name: "getSpriteSheet",
      method: "get",
      path: "/v1/videos/{videoId}/sprites.jpg",
      tag,
      summary: "The sheet of pictures for a timeline",
      scope: "read",
      params,
      responses: { 200: { description: "a JPEG", type: "image/jpeg" } },
      handle: async ({ params: { videoId }, signal }) => {
        const video = await requireVideo(index, videoId);
        const make = async (left: AbortSignal) => drawSprites(await locateFile(video), layOutSprites(video), left);
        return toReply(await draw(`${videoId} sprites`, make, signal));
      },
    }),
  ];
}

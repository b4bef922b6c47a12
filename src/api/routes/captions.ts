import { toSummary, toWebVtt } from "../../captions/formatCaptions.js";
import type { SegmentSource, StoredSegment } from "../../store/store.js";
import type { ApiContext } from "../context.js";
import { requireVideo } from "../files/videoFile.js";
import { defineRoute, type Route } from "../route.js";
import { captionsQuery, captionsSchema, videoParams } from "../schemas.js";

/** What is seen or said in a video, and when; made while it is indexed. */
export function createCaptionRoutes({ store, roots }: ApiContext): Route[] {
  const tag = "captions";
  const segmentsOf = (videoId: string, source: SegmentSource): StoredSegment[] =>
    store.segmentsOf(requireVideo(store, videoId).videoId).filter((segment) => segment.source === source);
  return [
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/captions",
      tag,
      summary: "Timestamped captions, or the lines of its subtitles",
      scope: "read",
      params: videoParams,
      query: captionsQuery,
      responses: { 200: { description: "segments in order", schema: captionsSchema } },
      handle: ({ params: { videoId }, query: { source } }) => {
        const segments = segmentsOf(videoId, source);
        const { paths } = requireVideo(store, videoId);
        const summary = toSummary(segments);
        return { body: { videoId, path: roots.show(paths[0] ?? ""), summary, segments: segments.map(toRow) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/videos/{videoId}/captions.vtt",
      tag,
      summary: "The same as WebVTT, for players",
      scope: "read",
      params: videoParams,
      query: captionsQuery,
      responses: { 200: { description: "WebVTT", type: "text/vtt" } },
      handle: ({ params: { videoId }, query: { source } }) => ({
        body: toWebVtt(segmentsOf(videoId, source)),
        headers: { "Content-Type": "text/vtt; charset=utf-8" },
      }),
    }),
  ];
}

function toRow({ startSeconds, endSeconds, text, confidence, source, phrases }: StoredSegment) {
  const times = phrases.flatMap(({ keyframesSeconds }) => keyframesSeconds);
  const keyframesSeconds = [...new Set(times)].sort((a, b) => a - b);
  return { startSeconds, endSeconds, caption: text, confidence, keyframesSeconds, source };
}

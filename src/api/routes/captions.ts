import {
  surpriseName,
  toChapters,
  toChapterVtt,
  toSubRip,
  toSummary,
  toTimestampList,
  toWebVtt,
} from "../../app/captionFiles.js";
import { chooseSegments } from "../../app/chooseSegments.js";
import type { SegmentSource, StoredCurve, StoredSegment } from "../../app/openKinodex.js";
import type { ApiContext } from "../context.js";
import { requireVideo } from "../files/videoFile.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import { captionFileQuery, captionsQuery, captionsSchema, makeCaptionsQuery, videoParams } from "../schemas/videos.js";

/** Which words are asked for. */
interface Wanted {
  readonly source?: SegmentSource | "all" | undefined;
  readonly language?: string | undefined;
}

interface CaptionFile {
  readonly name: string;
  readonly operation: string;
  readonly summary: string;
  readonly type: string;
  readonly write: (segments: readonly StoredSegment[], durationSeconds: number, surprise?: StoredCurve) => string;
}

const files: readonly CaptionFile[] = [
  {
    name: "captions.vtt",
    operation: "getCaptionsAsVtt",
    summary: "The same as WebVTT, for players",
    type: "text/vtt",
    write: toWebVtt,
  },
  {
    name: "captions.srt",
    operation: "getCaptionsAsSrt",
    summary: "The same as SubRip",
    type: "application/x-subrip",
    write: toSubRip,
  },
  {
    name: "chapters.vtt",
    operation: "getChaptersAsVtt",
    summary: "Chapters as WebVTT; none where there would be fewer than three",
    type: "text/vtt",
    write: (segments, durationSeconds, surprise) => toChapterVtt(toChapters(segments, durationSeconds, surprise)),
  },
  {
    name: "chapters.txt",
    operation: "getChaptersAsText",
    summary: "Chapters as the list that video sites read",
    type: "text/plain",
    write: (segments, durationSeconds, surprise) => toTimestampList(toChapters(segments, durationSeconds, surprise)),
  },
];

/** What is seen or said in a video, and when. */
export function createCaptionRoutes({ index, roots, jobs }: ApiContext): Route[] {
  const tag = "captions";
  const params = videoParams;
  const segmentsOf = async (videoId: string, wanted: Wanted): Promise<readonly StoredSegment[]> => {
    const { language, source = language === undefined ? "caption" : "subtitle" } = wanted;
    const segments = await index.segmentsOf(videoId);
    return chooseSegments(segments, { language, source: source === "all" ? undefined : source });
  };
  const toCaptions = async (videoId: string, wanted: Wanted) => {
    const { paths } = await requireVideo(index, videoId);
    const segments = await segmentsOf(videoId, wanted);
    return { videoId, path: roots.show(paths[0] ?? ""), summary: toSummary(segments), segments: segments.map(toRow) };
  };

  return [
    defineRoute({
      name: "getCaptions",
      method: "get",
      path: "/v1/videos/{videoId}/captions",
      tag,
      summary: "Timestamped captions, or words of another source",
      scope: "read",
      params,
      query: captionsQuery,
      responses: { 200: { description: "segments in order", schema: captionsSchema } },
      handle: async ({ params: { videoId }, query }) => ({ body: await toCaptions(videoId, query) }),
    }),
    defineRoute({
      name: "makeCaptions",
      method: "post",
      path: "/v1/videos/{videoId}/captions",
      tag,
      summary: "Make captions, or words of another source, where there are none or others would be made now",
      scope: "ingest",
      params,
      query: makeCaptionsQuery,
      responses: { 200: { description: "segments in order", schema: captionsSchema } },
      handle: async ({ params: { videoId }, query }) => {
        if ((await requireVideo(index, videoId)).state === "indexing")
          throw new ApiError(409, "indexing", "The video is being indexed; its captions come at the end of that.");
        const outcome = await jobs.run({
          type: "annotate",
          videoId,
          source: query.source,
          again: query.again === "true",
        });
        if (outcome.unavailable !== undefined) throw new ApiError(409, "unavailable", outcome.unavailable);
        return { body: await toCaptions(videoId, { source: query.source }) };
      },
    }),
    ...files.map(({ name, operation, summary, type, write }) =>
      defineRoute({
        name: operation,
        method: "get",
        path: `/v1/videos/{videoId}/${name}`,
        tag,
        summary,
        scope: "read",
        params,
        query: captionFileQuery,
        responses: { 200: { description: "the file", type } },
        handle: async ({ params: { videoId }, query }) => {
          const { durationSeconds } = await requireVideo(index, videoId);
          return {
            body: write(await segmentsOf(videoId, query), durationSeconds, await index.curveOf(videoId, surpriseName)),
            headers: { "Content-Type": `${type}; charset=utf-8` },
          };
        },
      }),
    ),
  ];
}

function toRow({ startSeconds, endSeconds, text, confidence, source, language, phrases }: StoredSegment) {
  const times = phrases.flatMap(({ keyframesSeconds }) => keyframesSeconds);
  const keyframesSeconds = [...new Set(times)].sort((a, b) => a - b);
  return { startSeconds, endSeconds, caption: text, confidence, keyframesSeconds, source, language };
}

import { resolve } from "node:path";
import { assembleTimeline } from "../export/assembleTimeline.js";
import { cutClips } from "../export/cutClips.js";
import { requireFormat } from "../export/formats.js";
import type { ExportedMoment } from "../export/tables.js";
import type { StoreReader } from "../store/store.js";
import type { ExportOptions, ExportResult } from "./kinodex.js";

/** What is written, and how. */
export interface WriteMomentsOptions extends Pick<
  ExportOptions,
  "format" | "clips" | "handlesSeconds" | "overwrite" | "signal"
> {
  readonly moments: readonly ExportedMoment[];
  /** Name of the timeline. */
  readonly title: string;
}

/** What was written of moments. */
export type WrittenMoments = Pick<ExportResult, "text" | "clips" | "failed" | "notices" | "warnings">;

/** Writes moments; files are looked at only where their times or pictures are needed. */
export async function writeMoments(
  store: Pick<StoreReader, "findVideos">,
  options: WriteMomentsOptions,
): Promise<WrittenMoments> {
  const { moments, format: formatName, clips: folder, title, handlesSeconds = 0, overwrite = false, signal } = options;
  const format = formatName === undefined ? undefined : requireFormat(formatName);
  const nothing = { text: "", clips: [], failed: [], notices: [], warnings: [] };
  const text = format?.kind === "table" ? format.write(moments) : "";
  if (format?.kind !== "timeline" && folder === undefined) return { ...nothing, text };
  const assembled = await assembleTimeline(moments, {
    title,
    handlesSeconds,
    findVideos: (videoIds) => store.findVideos(videoIds),
    ...(signal && { signal }),
  });
  const { timeline, failures, notices } = assembled;
  if (timeline.clips.length === 0) return { ...nothing, text, failed: failures, notices };
  const cutting =
    folder === undefined
      ? { cut: [], failures: [] }
      : await cutClips(timeline, folder, { overwrite, ...(signal && { signal }) });
  return {
    text: format?.kind === "timeline" ? format.write(timeline) : text,
    warnings: format?.kind === "timeline" ? format.warn(timeline) : [],
    notices,
    failed: [...failures, ...cutting.failures],
    clips: cutting.cut.map(({ file, clip }) => ({
      file: resolve(file),
      path: clip.source.path,
      videoId: clip.moment.videoId,
      startSeconds: clip.moment.startSeconds,
      endSeconds: clip.moment.endSeconds,
    })),
  };
}

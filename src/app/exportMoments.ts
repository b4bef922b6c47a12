import { basename, resolve } from "node:path";
import { KinodexError } from "../core/errors.js";
import { assembleTimeline } from "../export/assembleTimeline.js";
import { cutClips } from "../export/cutClips.js";
import { formatNames, requireFormat } from "../export/formats.js";
import { findMoments } from "./findMoments.js";
import type { ExportOptions, ExportResult, Query } from "./kinodex.js";
import type { Session } from "./session.js";

/** Searches, and writes what is found; files are looked at only where their times or pictures are needed. */
export async function exportMoments(session: Session, query: Query, options: ExportOptions): Promise<ExportResult> {
  const { format: formatName, clips: folder, handlesSeconds = 0, overwrite = false, signal } = options;
  const format = formatName === undefined ? undefined : requireFormat(formatName);
  if (!format && folder === undefined)
    throw new KinodexError("usage", `give a format, one of ${formatNames.join(", ")}, or a folder for clips`);
  const found = await findMoments(session, query, options);
  const { answered, moments } = found;
  const result = { query: found.query, model: found.model, answered, moments };
  const nothing = { text: "", clips: [], failed: [], notices: [], warnings: [] };
  if (!answered) return { ...result, ...nothing };

  const text = format?.kind === "table" ? format.write(moments) : "";
  if (format?.kind !== "timeline" && folder === undefined) return { ...result, ...nothing, text };
  const assembled = await assembleTimeline(moments, {
    title: options.title ?? (typeof query === "string" ? query : basename(found.query)),
    handlesSeconds,
    findVideos: (videoIds) => session.store.findVideos(videoIds),
    ...(signal && { signal }),
  });
  const { timeline, failures, notices } = assembled;
  if (timeline.clips.length === 0) return { ...result, ...nothing, text, failed: failures, notices };
  const cutting =
    folder === undefined
      ? { cut: [], failures: [] }
      : await cutClips(timeline, folder, { overwrite, ...(signal && { signal }) });
  return {
    ...result,
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

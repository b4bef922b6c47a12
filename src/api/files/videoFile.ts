import { stat } from "node:fs/promises";
import type { VideoRecord } from "../../app/openKinodex.js";
import type { ServedIndex } from "../../app/servedIndex.js";
import { ApiError } from "../problem.js";

/** The video with an id. Throws 404 without one. */
export async function requireVideo(index: ServedIndex, videoId: string): Promise<VideoRecord> {
  const video = await index.findVideo(videoId);
  if (video) return video;
  throw new ApiError(404, "not-found", "The index has no such video.");
}

/** The first of a video's paths that still has a file of its size. Throws 404 when none has. */
export async function locateFile({ paths, sizeBytes }: VideoRecord): Promise<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && found.size === sizeBytes) return path;
  }
  throw new ApiError(404, "file-gone", "The video's file is no longer where it was indexed, or has changed.");
}

const typeOfContainer: readonly (readonly [RegExp, string])[] = [
  [/^mov|mp4/, "video/mp4"],
  [/^matroska|webm/, "video/webm"],
  [/^avi/, "video/x-msvideo"],
  [/^mpegts/, "video/mp2t"],
  [/^mpeg/, "video/mpeg"],
  [/^ogg/, "video/ogg"],
  [/^gif/, "image/gif"],
];

/** The media type of ffmpeg's name for a container. */
export function toMediaType(formatName: string): string {
  return typeOfContainer.find(([pattern]) => pattern.test(formatName))?.[1] ?? "application/octet-stream";
}

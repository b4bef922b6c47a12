import { resolve, sep } from "node:path";
import { z } from "zod";
import { KinodexError } from "../core/errors.js";
import { toDiskSpelling } from "../core/paths.js";
import type { VideoLists } from "../store/catalog/catalog.js";
import type { VideoFilter } from "../store/catalog/videoLists.js";
import { toTimeRange } from "./timeRange.js";
import { videoFilterWords } from "./videoLists.js";

const time = z.string().min(4).max(40);
const duration = z.number().min(0).max(1e9);

/** Which videos are meant, as people say it, wherever they do: those that pass all that is given. */
export const videoFilterSchema = z.strictObject({
  folder: z.string().min(1).max(4096).optional().describe(videoFilterWords.folder),
  recordedFrom: time.optional().describe(videoFilterWords.recordedFrom),
  recordedTo: time.optional().describe(videoFilterWords.recordedTo),
  minDurationSeconds: duration.optional().describe(videoFilterWords.minDurationSeconds),
  maxDurationSeconds: duration.optional().describe(videoFilterWords.maxDurationSeconds),
});

/** The same with several folders. */
export interface VideoFilterOptions extends Readonly<Omit<z.infer<typeof videoFilterSchema>, "folder">> {
  /** Only videos in this folder, or in one of these, at any depth. */
  readonly folder?: string | readonly string[] | undefined;
}

/**
 * The filter as the store takes it; undefined where all videos pass.
 *
 * @throws {KinodexError} `usage` for a time that cannot be read and for a span that ends before it starts, `not-found` for
 *   a folder in which no video lies
 */
export async function toVideoFilter(
  store: Pick<VideoLists, "folders">,
  { folder, recordedFrom, recordedTo, minDurationSeconds, maxDurationSeconds }: VideoFilterOptions,
): Promise<VideoFilter | undefined> {
  if (minDurationSeconds !== undefined && maxDurationSeconds !== undefined && minDurationSeconds > maxDurationSeconds)
    throw new KinodexError(
      "usage",
      `no video is ${minDurationSeconds} s or longer and ${maxDurationSeconds} s or shorter: exchange the two`,
    );
  const filter: VideoFilter = {
    ...(folder !== undefined && { folders: await findFolders(store, [folder].flat()) }),
    ...toTimeRange(recordedFrom, recordedTo),
    ...(minDurationSeconds !== undefined && { minDurationSeconds }),
    ...(maxDurationSeconds !== undefined && { maxDurationSeconds }),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** Absolute paths of folders. A name that is misspelt would else find nothing, and not say why. */
async function findFolders(store: Pick<VideoLists, "folders">, names: readonly string[]): Promise<string[]> {
  const folders = names.map((name) => resolve(toDiskSpelling(name)));
  const known = await store.folders();
  const isIn = (outer: string, inner: string) =>
    inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
  if (folders.some((outer) => known.some(({ folder }) => isIn(outer, folder)))) return folders;
  throw new KinodexError("not-found", `no video of the index lies in the folder ${names.join(" or ")}`, { names });
}

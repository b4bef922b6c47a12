import type { VideoLists } from "../store/catalog/catalog.js";
import type { VideoPage, VideoQuery } from "../store/catalog/videoLists.js";
import { toVideoFilter, type VideoFilterOptions } from "./videoFilter.js";

/** Which videos are listed, in which order, and how many. */
export interface ListVideosOptions extends VideoFilterOptions, Pick<VideoQuery, "sortBy" | "descending" | "after"> {
  /** Only videos whose name holds each of these words somewhere, whatever its case and accents. */
  readonly name?: string | undefined;
  /** Maximum number of videos. Default: all of them. */
  readonly limit?: number | undefined;
}

const everything = 2 ** 31;

/** Lists videos. Throws what {@link toVideoFilter} throws. */
export async function listVideos(store: VideoLists, options: ListVideosOptions = {}): Promise<VideoPage> {
  const { name, sortBy, descending, after, limit = everything, ...filter } = options;
  const passes = await toVideoFilter(store, filter);
  return store.listVideos({ filter: { ...passes, name }, sortBy, descending, after, limit });
}

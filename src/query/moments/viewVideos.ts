import type { SearchedIndex } from "../searchedIndex.js";
import { onlyKindOf, type MomentScope } from "./momentScope.js";
import { withOnly, type StoredVideo } from "./storedVideo.js";

/** What a search reads of videos. */
export type ViewedVideos = Pick<SearchedIndex["videos"], "find" | "findAll">;

/** Videos as a search sees them that goes by frames alone, or by clips alone: as though nothing else were stored of them. */
export function viewVideos(videos: ViewedVideos, scope: MomentScope): ViewedVideos {
  const kind = onlyKindOf(scope);
  if (kind === undefined) return videos;
  const view = (video: StoredVideo): StoredVideo => withOnly(video, kind);
  return {
    async find(videoId) {
      const video = await videos.find(videoId);
      return video && view(video);
    },
    async findAll(videoIds) {
      const found = await videos.findAll(videoIds);
      return new Map([...found].map(([videoId, video]) => [videoId, view(video)]));
    },
  };
}

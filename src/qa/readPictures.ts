import { isKinodexError } from "../core/errors.js";
import type { ReadPictures } from "../query/rerank/momentMatcher.js";
import type { SearchedIndex } from "../query/searchedIndex.js";
import { drawPictures } from "./generated/pictures.js";
import { unchangedFileOf } from "./unchangedFile.js";

/** Longest side of a picture, in pixels: no less than what models that judge pictures scale them to. */
const longestSide = 672;

/** Creates what reads pictures of an index's videos from their files. */
export function createPictureSource({ store, videos }: Pick<SearchedIndex, "store" | "videos">): ReadPictures {
  return async (videoId, timesSeconds, signal) => {
    const video = await videos.find(videoId);
    const path = video && (await unchangedFileOf(store, video));
    if (path === undefined) return [];
    try {
      return await drawPictures(path, timesSeconds, longestSide, signal);
    } catch (error) {
      if (isKinodexError(error, "media")) return []; // a file that cannot be read shows nothing
      throw error;
    }
  };
}

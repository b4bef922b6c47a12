import { bySource } from "../parts/sources.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

export const maxMoments = 20;

/** What is known of a video, as far as it is there. */
export type Known = ReturnType<typeof useKnown>;

/**
 * Everything that is asked about a video, each in its own time. A query that was asked of all videos is judged as there.
 */
export function useKnown(videoId: string, query: string | undefined, isOfAll: boolean) {
  const asked = query === undefined ? undefined : `${videoId} ${query}`;
  const background = isOfAll ? "index" : "video";
  return {
    answer: useLoaded(asked && `${background} ${asked}`, (signal) =>
      kinodex.search({ query: query as string, videoId, background, top: maxMoments }, signal),
    ),
    curve: useLoaded(asked, () => kinodex.curve(videoId, query as string)),
    shots: useLoaded(videoId, () => kinodex.shots(videoId)),
    words: useLoaded(videoId, async () => bySource((await kinodex.captions(videoId, "all")).segments)),
    sprites: useLoaded(videoId, () => kinodex.sprites(videoId)),
  };
}

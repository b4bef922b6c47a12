import { bySource } from "../parts/sources.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

export const momentsAtMost = 20;

/** What is known of a video, as far as it is there. */
export type Known = ReturnType<typeof useKnown>;

/** Everything that is asked about a video, each in its own time. */
export function useKnown(videoId: string, query: string | undefined) {
  const asked = query === undefined ? undefined : `${videoId} ${query}`;
  return {
    answer: useLoaded(asked, (signal) =>
      kinodex.search({ query: query as string, videoId, top: momentsAtMost }, signal),
    ),
    curve: useLoaded(asked, () => kinodex.curve(videoId, query as string)),
    shots: useLoaded(videoId, () => kinodex.shots(videoId)),
    words: useLoaded(videoId, async () => bySource((await kinodex.captions(videoId, "all")).segments)),
    sprites: useLoaded(videoId, () => kinodex.sprites(videoId)),
  };
}

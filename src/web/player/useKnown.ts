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
    captions: useLoaded(videoId, () => kinodex.captions(videoId)),
    subtitles: useLoaded(videoId, () => kinodex.captions(videoId, "subtitle")),
    sprites: useLoaded(videoId, () => kinodex.sprites(videoId)),
  };
}

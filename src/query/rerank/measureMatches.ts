import { dotRow, type Embedding } from "../../core/vectors.js";
import { fitBackground, type Background } from "../confidence/background.js";
import { backgroundQueries } from "../confidence/backgroundQueries.js";
import type { StoredVideo } from "../moments/storedVideo.js";
import type { SearchedIndex } from "../searchedIndex.js";
import type { MomentMatcher, Place } from "./momentMatcher.js";

/** Unrelated texts that a matcher is asked about. */
const textCount = 20;

/**
 * What a matcher says of texts that have nothing to do with what is looked for.
 *
 * Each is judged by the one of the places that looks most like it, as a search would bring it before the matcher: so what
 * makes pictures match any text is in it, and what makes a text look right at a glance. `undefined` where that cannot be
 * told.
 */
export async function measureMatches(
  { cohort, videos }: Pick<SearchedIndex, "cohort" | "videos">,
  matcher: MomentMatcher,
  places: readonly Place[],
  signal?: AbortSignal,
): Promise<Background | undefined> {
  const embeddings = await cohort.of("text");
  const step = Math.floor(embeddings.length / textCount);
  const known = await videos.findAll(places.map(({ videoId }) => videoId));
  const seen = places.flatMap((place) => {
    const video = known.get(place.videoId);
    return video && video.frameTimes.length > 0 ? [{ place, video, row: rowNear(video, place.keyframeSeconds) }] : [];
  });
  if (seen.length === 0) return undefined;
  const textsOf = new Map<Place, string[]>();
  for (let n = 0; n < textCount; n += 1) {
    const { embedding } = embeddings[n * step] as { readonly embedding: Embedding };
    const similarities = seen.map(({ video, row }) => dotRow(video.frameEmbeddings, row, embedding));
    const { place } = seen[similarities.indexOf(Math.max(...similarities))] as (typeof seen)[number];
    textsOf.set(place, [...(textsOf.get(place) ?? []), backgroundQueries[n * step] as string]);
  }
  const logOdds: number[] = [];
  for (const [place, texts] of textsOf) logOdds.push(...((await matcher.match(place, texts, signal)) ?? []));
  return fitBackground(logOdds);
}

function rowNear({ frameTimes }: StoredVideo, seconds: number): number {
  return frameTimes.reduce(
    (best, time, row) => (Math.abs(time - seconds) < Math.abs((frameTimes[best] as number) - seconds) ? row : best),
    0,
  );
}

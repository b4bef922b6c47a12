import { overlapSeconds, type Span } from "../core/span.js";
import { standingOf, usualOf } from "../core/standing.js";
import { dot, dotRow, type Embedding } from "../core/vectors.js";
import { fitBackground, type Background } from "../query/confidence/background.js";
import type { StoredVideo } from "../query/moments/storedVideo.js";
import type { SearchedIndex } from "../query/searchedIndex.js";

/** Where a text is most similar to a part of a video. */
export interface BestPlace extends Span {
  readonly keyframeSeconds: number;
  readonly similarity: number;
  /** Standard deviations above what the text reaches with pictures of other videos. */
  readonly stand: number;
}

/** Compares texts with each other in one video or a part of it. */
export interface Standing {
  /** `undefined` where the part holds nothing. */
  best(embedding: Embedding): BestPlace | undefined;
  /** How far a similarity stands out among those of the text with other pictures. */
  standOf(similarity: number, embedding: Embedding): number;
  /** The stands that unrelated texts reach here; `undefined` where nothing can be said. */
  readonly background: Background | undefined;
}

const minPictures = 8;
const minDeviation = 1e-3;

/**
 * Makes the texts of a video comparable: some are near to every picture, whatever is seen in it.
 *
 * A similarity is standardised by what its text reaches with pictures of other videos, then by what unrelated texts
 * reach here; see {@link standingOf}.
 */
export async function createStanding({ cohort }: SearchedIndex, video: StoredVideo, part?: Span): Promise<Standing> {
  const { stretches, curveEmbeddings, record } = video;
  const rows = Array.from(stretches.keys()).filter((row) => !part || overlapSeconds(stretches[row] as Span, part) > 0);
  const pictures = (await cohort.of("picture")).filter(({ videoId }) => videoId !== record.videoId);
  const standOf = (similarity: number, embedding: Embedding): number => {
    if (pictures.length < minPictures) return similarity;
    const withOthers = pictures.map((picture) => dot(picture.embedding, embedding));
    return standingOf(similarity, usualOf(withOthers, minDeviation));
  };
  const best = (embedding: Embedding): BestPlace | undefined => {
    let [top, similarity] = [-1, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const product = dotRow(curveEmbeddings, row, embedding);
      if (product > similarity) [top, similarity] = [row, product];
    }
    if (top < 0) return undefined;
    const { startSeconds, endSeconds, keyframeSeconds } = stretches[top] as StoredVideo["stretches"][number];
    return { startSeconds, endSeconds, keyframeSeconds, similarity, stand: standOf(similarity, embedding) };
  };
  const unrelated = await cohort.of("text");
  const stands = rows.length > 0 ? unrelated.map(({ embedding }) => best(embedding)?.stand ?? 0) : [];
  return { best, standOf, background: fitBackground(stands) };
}

import { rowProductsOfEach } from "../../core/rowProducts.js";
import type { VectorKind } from "../../store/catalog/vectorBlock.js";
import { withOnly, type StoredVideo } from "../moments/storedVideo.js";
import type { SearchedIndex } from "../searchedIndex.js";
import { fitBackground, type Background } from "./background.js";
import type { QueryKind, UnrelatedQuery } from "./cohort.js";

/** What chance looks like within one video, where it is smaller than in the whole index. */
export interface VideoBackgrounds {
  /** On the similarity curve of a video, or on that of `only` frames or clips; `undefined` where nothing of it is indexed. */
  ofCurve(videoId: string, kind: QueryKind, only?: VectorKind): Promise<Background | undefined>;
  /**
   * Of texts among the single frames of a video, where what is seen for a second only is not smoothed away; `undefined`
   * without such a video, or without frames.
   */
  ofFrames(videoId: string): Promise<Background | undefined>;
}

/** Similarities that one video's background may cost; 100,000 take about 30 ms at dimension 256. */
const similaritiesPerVideo = 100_000;
const minQueries = 100;

/** Creates the backgrounds within single videos; each is remembered for as long as its video is kept. */
export function createVideoBackgrounds({ videos, cohort }: Pick<SearchedIndex, "videos" | "cohort">): VideoBackgrounds {
  const measured = new WeakMap<StoredVideo, Map<string, Background | undefined>>();
  const find = async (
    video: StoredVideo,
    of: string,
    measure: () => Promise<Background | undefined>,
  ): Promise<Background | undefined> => {
    const known = measured.get(video) ?? new Map<string, Background | undefined>();
    measured.set(video, known);
    if (!known.has(of)) known.set(of, await measure());
    return known.get(of);
  };
  return {
    async ofCurve(videoId, kind, only) {
      const video = await videos.find(videoId);
      if (!video) return undefined;
      return find(video, `${kind} ${only}`, async () => {
        const { curveEmbeddings, stretches } = only ? withOnly(video, only) : video;
        if (stretches.length === 0) return undefined;
        const others = (await cohort.of(kind)).filter((query) => query.videoId !== videoId);
        return measureRows(others, curveEmbeddings, stretches.length);
      });
    },
    async ofFrames(videoId) {
      const video = await videos.find(videoId);
      if (!video || video.frameTimes.length === 0) return undefined;
      return find(video, "frames", async () =>
        measureRows(await cohort.of("text"), video.frameEmbeddings, video.frameTimes.length),
      );
    },
  };
}

/** What unrelated queries reach at best among `count` rows. */
function measureRows(queries: readonly UnrelatedQuery[], rows: Float32Array, count: number): Background | undefined {
  const step = Math.ceil(queries.length / Math.max(minQueries, similaritiesPerVideo / count));
  const asked = queries.filter((_, n) => n % step === 0).map(({ embedding }) => embedding);
  return fitBackground(rowProductsOfEach(rows, asked).map((reached) => reached.reduce((a, b) => Math.max(a, b))));
}

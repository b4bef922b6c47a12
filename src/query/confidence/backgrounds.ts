import { setImmediate } from "node:timers/promises";
import type { Embedding } from "../../core/vectors.js";
import type { VectorKind } from "../../store/catalog/vectorBlock.js";
import type { Store } from "../../store/store.js";
import { queryShapes, type QueryShape } from "../composed/shape.js";
import { sourcesOf } from "../moments/momentScope.js";
import { searchMoments } from "../moments/searchMoments.js";
import type { SearchedIndex } from "../searchedIndex.js";
import { fitBackground, fitTextBackground, isCurrent, type Background, type MeasuredBackground } from "./background.js";
import { queryKinds, type QueryKind, type UnrelatedQuery } from "./cohort.js";
import { createMeasurements, writeKept, type Measurement } from "./measurements.js";
import { measureShape } from "./measureShape.js";
import type { WordBackground } from "../words/coverageConfidence.js";
import { shareWork } from "./sharedWork.js";
import { createVideoBackgrounds } from "./videoBackgrounds.js";
import { measureWords } from "./measureWords.js";

/** What a background is asked for. */
export interface BackgroundScope {
  /** Default `"text"`. */
  readonly kind?: QueryKind | undefined;
  /** Only this video, where chance is smaller than in the whole index. */
  readonly videoId?: string | undefined;
  /** By vectors of this kind alone, which chance reaches further with. */
  readonly only?: VectorKind | undefined;
}

/**
 * What chance looks like in an index, for each way to search it. A background is `undefined` where nothing can be said:
 * nothing is indexed, or too few videos to tell what pictures have in common that have nothing to do with each other.
 */
export interface Backgrounds {
  /** Of single descriptions, or pictures, in the whole index or in one video. */
  ofSingle(scope?: BackgroundScope): Promise<Background | undefined>;
  /** Of texts among the single frames of a video, where what is seen for a second only is not smoothed away. */
  ofFrames(videoId: string): Promise<Background | undefined>;
  /** Of queries of a shape, in the whole index or in one video. */
  ofShape(shape: QueryShape, scope?: Omit<BackgroundScope, "kind">): Promise<Background | undefined>;
  /** Of words among what is said. */
  ofWords(): Promise<WordBackground>;
  /**
   * Measures again what no longer fits the index, and keeps everything in `store`, the same index open for writing, so
   * that a search need not measure it.
   */
  keep(store: Store): Promise<void>;
}

/** What backgrounds are built from. */
export interface BackgroundsOptions extends Omit<SearchedIndex, "backgrounds"> {
  /** Whether those that are no longer current serve all the same, where they say anything. */
  readonly followsKept: boolean;
  /** Ends what is being measured, which then fails with its reason. */
  readonly signal: AbortSignal;
}

/** The number in a key changes when a background of the same index would come out differently. */
const keyOfKind = (kind: QueryKind) => `${kind}/5`;
const keyOfShape = ({ joint, count }: QueryShape) => `${joint}-${count}/6`;
const keyOfWords = "words/1";

/** A video gives five moments at most, so one of six is another video's. */
const momentsOfTwoVideos = 6;

/** Creates the backgrounds of an index. Each is found when it is first asked for: kept with the index, or measured then. */
export function createBackgrounds(options: BackgroundsOptions): Backgrounds {
  const { store, videos, cohort, followsKept, signal } = options;
  const findMeasured = createMeasurements(store);
  const ofVideos = createVideoBackgrounds({ videos, cohort });

  const measurementOf = (
    keptAs: string | undefined,
    countFrames: () => Promise<number>,
    measure: () => Promise<Background | undefined>,
  ): Measurement<MeasuredBackground> => ({
    keptAs,
    serves: async ({ frameCount, background }) =>
      (followsKept && countFrames === inIndex && background !== undefined) ||
      isCurrent(frameCount, await countFrames()),
    measure: async () => ({ frameCount: await countFrames(), background: await measure() }),
  });
  const inIndex = async () => (await store.counts()).frames;
  const findOfIndex = (kind: QueryKind, only?: VectorKind, work = shareWork(options)) => {
    const measure = async () => {
      const index = { ...options, store: work.store };
      const best = (await inIndex()) > 0 ? await bestInIndex(index, await cohort.of(kind), only) : [];
      const similarities = best.map(({ similarity }) => similarity);
      if (kind === "picture") return fitBackground(similarities);
      return fitTextBackground(
        best.map(({ embedding }) => embedding),
        similarities,
      );
    };
    const keptAs = only ? undefined : keyOfKind(kind); // few ask for one kind alone
    return findMeasured(`${kind} ${only}`, measurementOf(keptAs, inIndex, measure));
  };
  const findOfShape = (
    shape: QueryShape,
    { videoId, only }: Omit<BackgroundScope, "kind"> = {},
    work = shareWork(options),
  ) => {
    const key = keyOfShape(shape);
    const measure = () => measureShape({ ...options, backgrounds }, shape, { videoId, only, work, signal });
    const inVideo = async () => (videoId && (await videos.find(videoId))?.frameTimes.length) || 0;
    const isKept = videoId === undefined && only === undefined;
    const measurement = measurementOf(isKept ? key : undefined, videoId === undefined ? inIndex : inVideo, measure);
    return findMeasured(`${key} ${only} ${videoId}`, measurement);
  };

  const backgrounds: Backgrounds = {
    ofSingle: async ({ kind = "text", videoId, only } = {}) =>
      videoId === undefined ? (await findOfIndex(kind, only)).background : ofVideos.ofCurve(videoId, kind, only),
    ofFrames: (videoId) => ofVideos.ofFrames(videoId),
    ofShape: async (shape, scope) => (await findOfShape(shape, scope)).background,
    ofWords: () =>
      findMeasured("words", {
        keptAs: keyOfWords,
        serves: async ({ segmentCount }) => followsKept || isCurrent(segmentCount, await store.segmentCount()),
        measure: () => measureWords(store, signal),
      }),
    async keep(into) {
      await cohort.keep(into);
      const work = shareWork(options);
      // Side by side: while one waits for the pooler, others search.
      const measured = await Promise.all([
        ...queryKinds.map(async (kind) => ({ key: keyOfKind(kind), value: await findOfIndex(kind, undefined, work) })),
        ...queryShapes.map(async (shape) => {
          return { key: keyOfShape(shape), value: await findOfShape(shape, undefined, work) };
        }),
      ]);
      for (const { key, value } of measured) await writeKept(into, key, value);
      if (await store.hasSegments()) await writeKept(into, keyOfWords, await backgrounds.ofWords());
    },
  };
  return backgrounds;
}

/** What each unrelated query reaches at best in the whole index, a picture among videos other than its own. */
async function bestInIndex(
  { store, videos, signal }: BackgroundsOptions,
  cohort: readonly UnrelatedQuery[],
  only: VectorKind | undefined,
): Promise<{ readonly embedding: Embedding; readonly similarity: number }[]> {
  const best: { readonly embedding: Embedding; readonly similarity: number }[] = [];
  for (const { embedding, videoId } of cohort) {
    await setImmediate(); // others get their turn
    signal.throwIfAborted();
    const top = videoId === undefined ? 1 : momentsOfTwoVideos;
    const moments = await searchMoments({ store, videos }, { embedding, top, sources: sourcesOf(only) });
    const moment = moments.find((candidate) => candidate.videoId !== videoId);
    if (moment) best.push({ embedding, similarity: moment.similarity });
  }
  return best;
}

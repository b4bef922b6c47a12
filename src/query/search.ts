import type { VisionLanguageModel } from "../models/contrastive.js";
import type { StoreReader } from "../store/store.js";
import { confidenceOf } from "./confidence/background.js";
import { usualTextOf, type QueryKind } from "./confidence/cohort.js";
import { fuseWords } from "./words/fuseWords.js";
import { backgroundOf } from "./confidence/measureBackground.js";
import { searchWords } from "./words/searchWords.js";
import { searchMoments, type FoundMoment, type MomentQuery } from "./moments/searchMoments.js";

/** A search, and how sure an answer has to be. */
export interface SearchRequest extends MomentQuery {
  /** What `embedding` was made of. Default `"text"`. */
  readonly kind?: QueryKind;
  /** The query in words, where it has any: captions and subtitles are searched for them. */
  readonly text?: string | undefined;
  /** Share of unrelated queries that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number;
}

/** A moment as it is told to people and programs. */
export interface SearchResultMoment extends FoundMoment {
  /**
   * Probability that an unrelated query's best moment is less similar (in this index, or in the one video searched), or
   * that its words are said less and what is said is true, whichever is higher.
   */
  readonly confidence: number;
}

/** Moments, best first, and whether the best one is more than chance would give. */
export interface SearchAnswer {
  readonly answered: boolean;
  readonly moments: readonly SearchResultMoment[];
}

/** Finds moments and says how sure they are; where nothing clears the false-alarm rate they are the nearest misses. */
export async function search(
  store: StoreReader,
  model: VisionLanguageModel,
  request: SearchRequest,
): Promise<SearchAnswer> {
  const { falseAlarm = 0.05, kind, text, ...query } = request;
  const background = await backgroundOf(store, model, { kind, videoId: query.videoId });
  const isTextInVideo = kind !== "picture" && query.videoId !== undefined;
  const usual = isTextInVideo ? await usualTextOf(store, model) : undefined;
  const found = await searchMoments(store, { ...query, usual });
  const seen = found.map((moment) => ({
    ...moment,
    confidence: background ? confidenceOf(moment.similarity, background) : 0,
  }));
  const sure = 1 - falseAlarm;
  const scope = { videoId: query.videoId, span: query.within };
  const said = text !== undefined && store.hasSegments() ? await searchWords(store, text, scope) : [];
  const moments = said.length > 0 ? fuseWords(store, query.embedding, seen, said, sure).slice(0, query.top) : seen;
  return { answered: (moments[0]?.confidence ?? 0) >= sure, moments };
}

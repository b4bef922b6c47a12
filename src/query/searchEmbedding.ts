import { confidenceOf } from "./confidence/background.js";
import type { QueryKind } from "./confidence/cohort.js";
import type { ConfidentMoment } from "./moments/foundMoment.js";
import { searchMoments, type MomentQuery } from "./moments/searchMoments.js";
import type { SearchedIndex } from "./searchedIndex.js";
import { fuseWords } from "./words/fuseWords.js";
import { searchWords } from "./words/searchWords.js";

/** A search by an embedding, and how sure an answer has to be. */
export interface EmbeddingRequest extends Omit<MomentQuery, "usual"> {
  /** What `embedding` was made of. Default `"text"`. */
  readonly kind?: QueryKind;
  /** The query in words, where it has any: what is said about videos is searched for them. */
  readonly text?: string | undefined;
  /** Share of unrelated queries that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number;
}

/** Moments, best first, and whether the best one is more than chance would give. */
export interface SearchAnswer {
  readonly answered: boolean;
  readonly moments: readonly ConfidentMoment[];
}

/** Finds moments and says how sure they are; where nothing clears the false-alarm rate they are the nearest misses. */
export async function searchEmbedding(
  index: SearchedIndex,
  { falseAlarm = 0.05, kind = "text", text, ...query }: EmbeddingRequest,
): Promise<SearchAnswer> {
  const { store, cohort, backgrounds } = index;
  const { videoId, within, top, embedding } = query;
  const background = await backgrounds.ofSingle({ kind, videoId });
  const usual = kind === "text" && videoId !== undefined ? await cohort.usualText() : undefined;
  const found = await searchMoments(index, { ...query, usual });
  const seen = found.map((moment) => ({
    ...moment,
    confidence: background ? confidenceOf(moment.similarity, background) : 0,
  }));
  const sure = 1 - falseAlarm;
  const scope = { videoId, span: within };
  const said = text !== undefined && (await store.hasSegments()) ? await searchWords(index, text, scope) : [];
  const fused = said.length > 0 ? await fuseWords(index.videos, embedding, seen, said, sure) : seen;
  const moments = fused.slice(0, top);
  return { answered: (moments[0]?.confidence ?? 0) >= sure, moments };
}

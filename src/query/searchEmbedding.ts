import { confidenceOf } from "./confidence/background.js";
import type { QueryKind } from "./confidence/cohort.js";
import type { ConfidentMoment } from "./moments/foundMoment.js";
import { onlyKindOf, vectorKindsOf, wordSourcesOf } from "./moments/momentScope.js";
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
  /** What chance looks like where one video is searched: there, or in the whole index. Default `"video"`. */
  readonly background?: "video" | "index" | undefined;
}

/** Moments, best first, and which of them are more than chance would give. */
export interface SearchAnswer {
  /** Whether a moment counts as found; where none does they are the nearest misses. */
  readonly answered: boolean;
  /** Confidence from which a moment counts as found: `1 - falseAlarm`. */
  readonly foundFrom: number;
  readonly moments: readonly ConfidentMoment[];
}

/** Finds moments and says how sure they are; those that count as found come first. */
export async function searchEmbedding(
  index: SearchedIndex,
  { falseAlarm = 0.05, kind = "text", text, background: judgedBy = "video", ...query }: EmbeddingRequest,
): Promise<SearchAnswer> {
  const { store, cohort, backgrounds } = index;
  const { videoId, within, top, embedding } = query;
  const words = {
    videoIds: videoId === undefined ? query.videoIds : [videoId],
    span: within,
    sources: wordSourcesOf(query),
  };
  const judgedIn = judgedBy === "video" ? videoId : undefined;
  const background = await backgrounds.ofSingle({ kind, videoId: judgedIn, only: onlyKindOf(query) });
  const usual = kind === "text" && judgedIn !== undefined ? await cohort.usualText() : undefined;
  const found = vectorKindsOf(query).length > 0 ? await searchMoments(index, { ...query, usual }) : [];
  const seen = found.map((moment) => ({
    ...moment,
    confidence: background ? confidenceOf(moment.similarity, background, embedding) : 0,
  }));
  const foundFrom = 1 - falseAlarm;
  const isFound = ({ confidence }: ConfidentMoment) => confidence >= foundFrom;
  const foundFirst = seen.toSorted((a, b) => Number(isFound(b)) - Number(isFound(a)));
  const isSaid = text !== undefined && words.sources?.length !== 0 && (await store.hasSegments());
  const said = isSaid ? await searchWords(index, text, words) : [];
  const fused = said.length > 0 ? await fuseWords(index.videos, embedding, seen, said, foundFrom) : foundFirst;
  const moments = fused.slice(0, top);
  return { answered: moments.some(isFound), foundFrom, moments };
}

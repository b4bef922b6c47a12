import { KinodexError } from "../core/errors.js";
import type { Model } from "../models/model.js";
import type { Store, StoreReader } from "../store/store.js";
import { searchComposed, type ComposedQuery, type ComposedResult } from "./composed/searchComposed.js";
import { createBackgrounds } from "./confidence/backgrounds.js";
import { createCohort } from "./confidence/cohort.js";
import { createKeptVideos } from "./moments/keptVideos.js";
import type { SearchedIndex } from "./searchedIndex.js";
import { searchEmbedding, type EmbeddingRequest, type SearchAnswer } from "./searchEmbedding.js";
import { searchQuery, type QueryAnswer, type QueryRequest } from "./searchQuery.js";

/**
 * Searches one open index, and owns what its searches have in common: the videos read last, the unrelated queries, and
 * what those reach. Closing it ends measurements, waits for searches that are running, and lets go of all that; what is
 * asked afterwards is refused with `interrupted`.
 */
export interface Searcher extends AsyncDisposable {
  /** What is searched, for those that look closer than at moments. */
  readonly index: SearchedIndex;
  /**
   * Finds moments by plain words, a sentence of the query language or its tree, best first, and says how sure they are.
   *
   * @throws {KinodexError} `usage` for a query that cannot be read or makes no sense
   */
  search(request: QueryRequest): Promise<QueryAnswer>;
  /** Finds moments by a picture's embedding, or by that of a text that was encoded already. */
  searchEmbedding(request: EmbeddingRequest): Promise<SearchAnswer>;
  /** Finds where a tree fits best, without saying how sure that is: what questions about time build on. */
  searchComposed(query: ComposedQuery): Promise<ComposedResult>;
  /**
   * Measures again, where the index has changed, what confidence is judged by, and keeps it in `store`: the same index,
   * open for writing.
   */
  refresh(store: Store): Promise<void>;
}

/** What a searcher is built from. */
export interface SearcherOptions {
  /** Stays the caller's, and open for as long as the searcher is. */
  readonly store: StoreReader;
  /** The model that the index was made with. Stays the caller's as well. */
  readonly model: Model;
  /** Bytes of vectors to keep of the videos read last. Default 256 MiB: 110,000 frames of dimension 256. */
  readonly maxKeptBytes?: number;
  /**
   * Whether backgrounds that are kept with the index, or were measured last, serve however much has been indexed since:
   * for a reader that must answer at once while another process indexes and keeps newer ones. Default false: what no
   * longer fits the index is measured again by the search that needs it.
   */
  readonly followsKept?: boolean;
}

/** Opens a searcher of an index. Nothing is read before the first search. */
export function openSearcher({ store, model, maxKeptBytes, followsKept = false }: SearcherOptions): Searcher {
  const closing = new AbortController();
  const { signal } = closing;
  const videos = createKeptVideos(store, { maxBytes: maxKeptBytes });
  const cohort = createCohort(store, model);
  const backgrounds = createBackgrounds({ store, model, videos, cohort, followsKept, signal });
  const index: SearchedIndex = { store, model, videos, cohort, backgrounds };

  let running = 0;
  let onIdle: (() => void) | undefined;
  const whileOpen =
    <Request, Answer>(work: (request: Request) => Promise<Answer>) =>
    async (request: Request): Promise<Answer> => {
      signal.throwIfAborted();
      running += 1;
      try {
        return await work(request);
      } finally {
        running -= 1;
        if (running === 0) onIdle?.();
      }
    };
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort(new KinodexError("interrupted", "the searcher of this index is closed"));
    if (running > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    videos.clear();
  };

  return {
    index,
    search: whileOpen((request: QueryRequest) => searchQuery(index, request)),
    searchEmbedding: whileOpen((request: EmbeddingRequest) => searchEmbedding(index, request)),
    searchComposed: whileOpen((query: ComposedQuery) => searchComposed(index, query)),
    refresh: whileOpen((into: Store) => backgrounds.keep(into)),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

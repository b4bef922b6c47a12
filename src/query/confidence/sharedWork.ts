import type { Embedding } from "../../core/vectors.js";
import { openIfCapable } from "../../models/model.js";
import type { StoreReader } from "../../store/store.js";
import type { VectorFilter } from "../../store/vectors/vectorIndex.js";
import { createPoolBothWays, rememberBothWays, type PoolBothWays } from "../composed/poolBothWays.js";
import type { SearchedIndex } from "../searchedIndex.js";

/** What measurements share that are made together: they ask about the same texts, and many of these lead to the same places. */
export interface SharedWork {
  /** Searches for no embedding twice. */
  readonly store: StoreReader;
  /** Pools no span twice; undefined where the model has no pooler. */
  readonly openPool: () => Promise<PoolBothWays | undefined>;
}

/** Begins to share; what was found is kept for as long as the result is. */
export function shareWork({ store, model }: Pick<SearchedIndex, "store" | "model">): SharedWork {
  let pool: Promise<PoolBothWays | undefined> | undefined;
  const openPool = async () => {
    const pooler = await openIfCapable(model, "temporal");
    return pooler && rememberBothWays(createPoolBothWays(pooler));
  };
  return {
    store: {
      ...store,
      searchFrames: remember((...asked) => store.searchFrames(...asked)),
      searchClips: remember((...asked) => store.searchClips(...asked)),
    },
    openPool: () => (pool ??= openPool()),
  };
}

type Search<Hit> = (embedding: Embedding, count: number, filter?: VectorFilter) => Promise<Hit[]>;

/** An embedding is known by its object; what is searched for in a part of the index is not kept. */
function remember<Hit>(search: Search<Hit>): Search<Hit> {
  const known = new Map<number, WeakMap<Embedding, Promise<Hit[]>>>();
  return (embedding, count, filter) => {
    if (filter?.span || filter?.videoIds) return search(embedding, count, filter);
    const ofCount = known.get(count) ?? new WeakMap<Embedding, Promise<Hit[]>>();
    known.set(count, ofCount);
    const hits = ofCount.get(embedding) ?? search(embedding, count, filter);
    ofCount.set(embedding, hits);
    return hits;
  };
}

import { setImmediate } from "node:timers/promises";
import type { Embedding } from "../../core/vectors.js";
import type { VectorKind } from "../../store/catalog/vectorBlock.js";
import { searchWith } from "../composed/searchComposed.js";
import type { QueryShape } from "../composed/shape.js";
import { sourcesOf } from "../moments/momentScope.js";
import type { SearchedIndex } from "../searchedIndex.js";
import { fitBackground, type Background } from "./background.js";
import { backgroundQueries } from "./backgroundQueries.js";
import type { SharedWork } from "./sharedWork.js";

/** Unrelated queries that are composed of the bank for one shape. */
const bankSize = 80;

/** Where a shape is measured, and until when. */
export interface ShapeScope {
  /** Only in this video. */
  readonly videoId: string | undefined;
  /** By vectors of this kind alone. */
  readonly only: VectorKind | undefined;
  /** What is shared with other measurements. */
  readonly work: SharedWork;
  readonly signal: AbortSignal;
}

/** Measures what queries of a shape reach whose phrases come from the bank of unrelated ones. */
export async function measureShape(
  whole: SearchedIndex,
  { joint, count }: QueryShape,
  { videoId, only, work, signal }: ShapeScope,
): Promise<Background | undefined> {
  const background = await whole.backgrounds.ofSingle({ only }); // the same for all of them
  const backgrounds = { ...whole.backgrounds, ofSingle: async () => background };
  const index: SearchedIndex = { ...whole, store: work.store, backgrounds };
  const encode = await createBankEncoder(index);
  const pool = joint === "then" ? await work.openPool() : undefined;
  const { logitScale } = await index.model.open("text");
  const fits: number[] = [];
  for (let n = 0; n < bankSize; n += 1) {
    await setImmediate(); // others get their turn
    signal.throwIfAborted();
    const texts = Array.from({ length: count }, (_, k) => backgroundQueries[n * count + k] as string);
    const operands = texts.map((text) => ({ type: "phrase", text }) as const);
    const query = { tree: { type: joint, operands }, top: 1, videoId, sources: sourcesOf(only) };
    const { moments } = await searchWith(index, query, { encode, pool, logitScale });
    if (moments[0]) fits.push(moments[0].fit);
  }
  return fitBackground(fits, { upperTells: true });
}

/** Encodes texts, but for those of the bank, whose embeddings are kept with the index. */
async function createBankEncoder({ cohort, model }: SearchedIndex) {
  const bank = await cohort.of("text");
  const known = new Map(backgroundQueries.map((text, n) => [text, bank[n]?.embedding as Embedding]));
  return async (texts: readonly string[]): Promise<Embedding[]> => {
    const unknown = texts.filter((text) => !known.has(text));
    const encoded = unknown.length > 0 ? await (await model.open("text")).encode(unknown) : [];
    return texts.map((text) => known.get(text) ?? (encoded[unknown.indexOf(text)] as Embedding));
  };
}

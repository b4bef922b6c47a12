import type { Span } from "../core/span.js";
import type { Embedding } from "../core/vectors.js";
import type { VisionLanguageModel } from "../models/contrastive.js";
import type { StoreReader } from "../store/store.js";
import { composedConfidence } from "./confidence/composedConfidence.js";
import type { OperandMatch } from "./composed/growSpans.js";
import { searchComposed, type ComposedPlan } from "./composed/searchComposed.js";
import { createQueryError } from "./language/queryError.js";
import { parseQuery } from "./language/parse.js";
import { faultOf, toText, type QueryTree } from "./language/tree.js";
import { search, type SearchResultMoment } from "./search.js";

/** A search in the query language, and how sure an answer has to be. */
export interface QuerySearchRequest {
  /** Plain words, a sentence of the query language, or its tree. */
  readonly query: string | QueryTree;
  /** Moments wanted at most. */
  readonly top: number;
  readonly videoId?: string;
  /** Only moments that overlap this stretch of a video. */
  readonly within?: Span;
  /** Share of unrelated queries that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number;
}

/** A moment, with what each operand matched where the query has several. */
export interface QueryMoment extends SearchResultMoment {
  readonly operands?: readonly OperandMatch[];
  /** Of a sequence: log odds of its order against the reverse. */
  readonly orderContrast?: number;
}

/** What a query was understood as, the moments, best first, and whether the best one is more than chance would give. */
export interface QueryAnswer {
  readonly answered: boolean;
  readonly tree: QueryTree;
  /** Absent for a plain phrase. */
  readonly plan?: ComposedPlan;
  readonly moments: readonly QueryMoment[];
}

/**
 * Searches by words or by a tree; a plain phrase goes the short way of {@link search}.
 *
 * @throws {KinodexError} `usage` for a query that cannot be read or makes no sense.
 */
export async function searchQuery(
  store: StoreReader,
  model: VisionLanguageModel,
  { query, falseAlarm = 0.05, ...scope }: QuerySearchRequest,
): Promise<QueryAnswer> {
  const tree = typeof query === "string" ? parseQuery(query) : checkTree(query);
  if (tree.type === "phrase") {
    const [embedding] = await (await model.textEncoder()).encode([tree.text]);
    const request = { embedding: embedding as Embedding, text: tree.text, falseAlarm, ...scope };
    return { tree, ...(await search(store, model, request)) };
  }
  const { moments: found, plan } = await searchComposed(store, model, { tree, ...scope });
  const toConfidence = await composedConfidence(store, model, tree, scope.videoId);
  const moments = found.map(({ fit, ...moment }) => ({ ...moment, confidence: toConfidence(fit) }));
  return { answered: (moments[0]?.confidence ?? 0) >= 1 - falseAlarm, tree, plan, moments };
}

function checkTree(tree: QueryTree): QueryTree {
  const fault = faultOf(tree);
  if (fault === undefined) return tree;
  const text = toText(tree);
  throw createQueryError(text, { start: 0, end: text.length }, fault, '"a dog" then "a cat"');
}

import { KinodexError } from "../core/errors.js";
import type { Embedding } from "../core/vectors.js";
import type { OperandMatch } from "./composed/growSpans.js";
import { searchComposed, type ComposedPlan } from "./composed/searchComposed.js";
import { sentenceOf } from "./composed/wholeSentence.js";
import { composedConfidence } from "./confidence/composedConfidence.js";
import { parseQuery } from "./language/parse.js";
import { createQueryError } from "./language/queryError.js";
import { faultOf, toText, type QueryTree } from "./language/tree.js";
import type { ConfidentMoment } from "./moments/foundMoment.js";
import { onlyKindOf, vectorKindsOf, type MomentScope } from "./moments/momentScope.js";
import type { SearchedIndex } from "./searchedIndex.js";
import { searchEmbedding, type SearchAnswer } from "./searchEmbedding.js";

/** A search in the query language, and how sure an answer has to be. */
export interface QueryRequest extends MomentScope {
  /** Plain words, a sentence of the query language, or its tree. */
  readonly query: string | QueryTree;
  /** Maximum number of moments. */
  readonly top: number;
  /** Share of unrelated queries that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number;
  /** What chance looks like where one video is searched: there, or in the whole index. Default `"video"`. */
  readonly background?: "video" | "index" | undefined;
}

/** A moment, with what each operand matched where the query has several. */
export interface QueryMoment extends ConfidentMoment {
  readonly operands?: readonly OperandMatch[];
  /** Of a sequence: log odds of its order against the reverse. */
  readonly orderContrast?: number;
  /** Where it was judged again by its pictures: log odds of the model that did, for its weakest part. */
  readonly matchLogOdds?: number;
}

/** What a query was understood as, the moments, best first, and which of them are more than chance would give. */
export interface QueryAnswer extends SearchAnswer {
  readonly tree: QueryTree;
  /** Absent for a plain phrase. */
  readonly plan?: ComposedPlan;
  readonly moments: readonly QueryMoment[];
}

/**
 * Searches by words or by a tree; a plain phrase goes the short way of {@link searchEmbedding}.
 *
 * @throws {KinodexError} `usage` for a query that cannot be read or makes no sense, and for one with several parts where
 *   only words are to be searched
 */
export async function searchQuery(
  index: SearchedIndex,
  { query, falseAlarm = 0.05, background = "video", ...scope }: QueryRequest,
): Promise<QueryAnswer> {
  const tree = typeof query === "string" ? parseQuery(query) : checkTree(query);
  if (tree.type === "phrase") {
    const [embedding] = await (await index.model.open("text")).encode([asWritten(query, tree.text)]);
    const request = { embedding: embedding as Embedding, text: tree.text, falseAlarm, background, ...scope };
    return { tree, ...(await searchEmbedding(index, request)) };
  }
  if (vectorKindsOf(scope).length === 0)
    throw new KinodexError(
      "usage",
      "a query with several parts is found by what frames and clips show, not by words: ask for one part, or add frame or clip to the sources",
    );
  const { moments: found, plan } = await searchComposed(index, { tree, sentence: sentenceOf(query, tree), ...scope });
  const judgedIn = { videoId: background === "video" ? scope.videoId : undefined, only: onlyKindOf(scope) };
  const toConfidence = await composedConfidence(index.backgrounds, tree, judgedIn);
  const moments = found.map(({ fit, ...moment }) => ({ ...moment, confidence: toConfidence(fit) }));
  const foundFrom = 1 - falseAlarm;
  return { answered: moments.some(({ confidence }) => confidence >= foundFrom), foundFrom, tree, plan, moments };
}

/** A phrase with the full stop of who wrote it, which reading takes off: to a model that learnt from captions it says something. */
function asWritten(query: string | QueryTree, phrase: string): string {
  return typeof query === "string" && query.trimEnd().endsWith(".") ? `${phrase}.` : phrase;
}

function checkTree(tree: QueryTree): QueryTree {
  const fault = faultOf(tree);
  if (fault === undefined) return tree;
  const text = toText(tree);
  throw createQueryError(text, { start: 0, end: text.length }, fault, '"a dog" then "a cat"');
}

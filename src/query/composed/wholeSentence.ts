import { overlapSeconds, type Span } from "../../core/span.js";
import { rowProducts } from "../../core/rowProducts.js";
import type { Embedding } from "../../core/vectors.js";
import type { QueryTree } from "../language/tree.js";
import type { StoredVideo } from "../moments/storedVideo.js";
import { alternativesOf } from "./shape.js";

/**
 * All that a query says is there, as one sentence; undefined where it is no more than one phrase, or one of several alternatives.
 * A model that read whole captions knows of "a dog jumps into a lake, then shakes itself" what the two halves do not say.
 */
export function toSentence(tree: QueryTree): string | undefined {
  const [only, ...others] = alternativesOf(tree);
  return only && others.length === 0 ? joinPresent(tree) : undefined;
}

/**
 * {@link toSentence}, but in the words of who wrote the query where these are a sentence themselves: they name a subject once where
 * the tree gives it to every part.
 */
export function sentenceOf(query: string | QueryTree, tree: QueryTree): string | undefined {
  const joined = toSentence(tree);
  const isProse = typeof query === "string" && !/["“”()]/.test(query) && hasOnlyPhrases(tree);
  return joined !== undefined && isProse ? query : joined;
}

/** Whether a tree joins phrases and asks for nothing else. */
function hasOnlyPhrases(tree: QueryTree): boolean {
  if (tree.type === "phrase") return true;
  if ("operand" in tree || (tree.type === "then" && tree.gaps !== undefined)) return false;
  return tree.operands.every(hasOnlyPhrases);
}

function joinPresent(tree: QueryTree): string {
  if (tree.type === "phrase") return tree.text;
  if ("operand" in tree) return joinPresent(tree.operand);
  const present = tree.operands.filter(({ type }) => type !== "not").map(joinPresent);
  return present.join(tree.type === "then" ? ", then " : ` ${tree.type} `);
}

/** How similar a sentence is to a video at best while a moment lasts: the height of its curve there. */
export function similarityWithin(video: StoredVideo, moment: Span, sentence: Embedding): number {
  const heights = rowProducts(video.curveEmbeddings, sentence);
  return video.stretches.reduce(
    (best, stretch, n) => (overlapSeconds(stretch, moment) > 0 ? Math.max(best, heights[n] as number) : best),
    -1,
  );
}

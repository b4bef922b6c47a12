import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { StoreReader } from "../../store/store.js";
import { fitBackground, isCurrent, type Background } from "../background.js";
import { backgroundQueries } from "../backgroundQueries.js";
import { phrasesOf, type QueryTree } from "../language/tree.js";
import { searchComposed } from "./searchComposed.js";

/** Unrelated queries that are composed of the bank for one shape. */
const bankSize = 40;

const measured = new WeakMap<StoreReader, Map<string, Background>>();

/**
 * The background for queries of a tree's shape: what queries of the same operators reach whose phrases come from the
 * bank of unrelated ones. Measured when a shape is first asked for, and kept as long as the store is open.
 */
export async function composedBackgroundOf(
  store: StoreReader,
  model: VisionLanguageModel,
  tree: QueryTree,
  videoId?: string,
): Promise<Background | undefined> {
  const kept = measured.get(store) ?? new Map<string, Background>();
  measured.set(store, kept);
  const shape = JSON.stringify([videoId, withPhrases(tree, (_, n) => String(n))]);
  const frameCount = store.counts().frames;
  const known = kept.get(shape);
  if (known && isCurrent(known, frameCount)) return known;
  const similarities: number[] = [];
  const stride = phrasesOf(tree).length;
  for (let n = 0; n < bankSize; n += 1) {
    const unrelated = withPhrases(
      tree,
      (_, k) => backgroundQueries[(n * stride + k) % backgroundQueries.length] as string,
    );
    const { moments } = await searchComposed(store, model, { tree: unrelated, top: 1, videoId });
    if (moments[0]) similarities.push(moments[0].similarity);
  }
  const background = fitBackground(similarities, frameCount);
  if (background) kept.set(shape, background);
  return background;
}

/** The same tree with other phrases; `n` counts the distinct ones in order. */
function withPhrases(tree: QueryTree, phraseOf: (text: string, n: number) => string): QueryTree {
  const phrases = phrasesOf(tree);
  const replace = (node: QueryTree): QueryTree => {
    if (node.type === "phrase") return { ...node, text: phraseOf(node.text, phrases.indexOf(node.text)) };
    if ("operand" in node) return { ...node, operand: replace(node.operand) };
    const operands = node.operands.map(replace);
    if (node.type !== "then" || !node.gaps) return { ...node, operands };
    const gaps = node.gaps.map((gap) => (gap.without ? { ...gap, without: replace(gap.without) } : gap));
    return { ...node, operands, gaps };
  };
  return replace(tree);
}

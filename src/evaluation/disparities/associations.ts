import type { Embedding } from "../../core/vectors.js";
import { toFigure } from "../figure.js";
import { ensembleOf } from "../metrics/classification/promptEnsemble.js";
import { associationTest, toAssociationCosines, type AssociationCosines } from "../metrics/fairness/association.js";
import { associationInterval } from "./associationInterval.js";
import type { TestedFigure } from "./findings.js";
import type { AssociationWords, WordSet, WordTest } from "./wordSets.js";

/** Unit embeddings of texts, in their order. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Embedding[]>;

/**
 * The tests of words, each once with bare words (WEAT) and once with words in sentences (SEAT). A word is the ensemble of its
 * sentences: they are no examples of their own, so p is not made smaller by having more of them.
 */
export async function testWords({ tests, sentences }: AssociationWords, embed: EmbedTexts): Promise<TestedFigure[]> {
  const found: TestedFigure[] = [];
  for (const test of tests)
    for (const [form, prompts] of [["words", ["{word}"]] as const, ["sentences", sentences] as const]) {
      const of = (set: WordSet) => embedWords(set, prompts, embed);
      const cosines = toAssociationCosines({
        firstTargets: await of(test.first),
        secondTargets: await of(test.second),
        firstAttributes: await of(test.firstAttributes),
        secondAttributes: await of(test.secondAttributes),
      });
      const about = { name: `${test.name}-${form}`, what: toSentence(test, form === "words" ? "" : ", in sentences") };
      found.push(...testCosines(cosines, about, { isOneSided: true }));
    }
  return found;
}

async function embedWords({ words }: WordSet, prompts: readonly string[], embed: EmbedTexts): Promise<Embedding[]> {
  const embeddings = await embed(words.flatMap((word) => prompts.map((prompt) => prompt.replace("{word}", word))));
  return words.map((_, n) => ensembleOf(embeddings.slice(n * prompts.length, (n + 1) * prompts.length)));
}

const toSentence = (
  { first, second, firstAttributes, secondAttributes }: Record<keyof Omit<WordTest, "name">, { readonly name: string }>,
  how: string,
) =>
  `how much nearer ${first.name} are than ${second.name} to ${firstAttributes.name} rather than ${secondAttributes.name}${how}, ` +
  "in standard deviations";

/** Things of two groups. */
export interface ComparedGroups {
  readonly grouping: string;
  readonly groups: readonly [string, string];
  /** As it stands in the names of figures. */
  readonly slug: string;
}

/**
 * Whether pictures of one group are nearer to one set of attributes than those of another (iEAT).
 *
 * `cosinesOf` gives the cosines of every picture of a group with texts, `[picture][text]`. As nobody says which group
 * should be nearer, p is for both directions.
 */
export async function testPictures(
  { grouping, groups, slug }: ComparedGroups,
  { firstAttributes, secondAttributes, name }: WordTest,
  cosinesOf: (group: string, texts: readonly string[]) => Promise<readonly (readonly number[])[]>,
): Promise<TestedFigure[]> {
  const texts = [...firstAttributes.words, ...secondAttributes.words];
  const cosines = {
    first: await cosinesOf(groups[0], texts),
    second: await cosinesOf(groups[1], texts),
    firstAttributes: firstAttributes.words.length,
  };
  const named = (group: string) => ({ name: `pictures of the group "${group}" of "${grouping}"` });
  const what = toSentence({ first: named(groups[0]), second: named(groups[1]), firstAttributes, secondAttributes }, "");
  return testCosines(cosines, { name: `${slug}-${name}-pictures`, what }, { isOneSided: false });
}

/** Nothing where all targets are the same to the attributes, so that there is no standard deviation. */
function testCosines(
  cosines: AssociationCosines,
  about: { readonly name: string; readonly what: string },
  { isOneSided }: { readonly isOneSided: boolean },
): TestedFigure[] {
  const { statistic, effectSize, p } = associationTest(cosines);
  if (!Number.isFinite(effectSize)) return [];
  const sizes = [cosines.first.length, cosines.second.length];
  const figure = toFigure({
    ...about,
    value: effectSize,
    count: cosines.first.length + cosines.second.length,
    interval: associationInterval(cosines),
    chance: 0,
    detail: { statistic, sizes, isOneSided },
  });
  if (isOneSided) return [{ p, figure }];
  const reverse = associationTest({ ...cosines, first: cosines.second, second: cosines.first });
  return [{ p: Math.min(1, 2 * Math.min(p, reverse.p)), figure }];
}

import { logistic } from "../../core/logistic.js";
import { toPercent } from "../../core/certainty.js";
import type { Place } from "../../query/rerank/momentMatcher.js";
import type { AnswerStep } from "../answerTypes.js";
import { findGap } from "../language/gap.js";
import type { StatedOption } from "../programme.js";
import type { Retrieval } from "../retrieval.js";

/** What a matcher that looks at the pictures makes of options. */
export interface GapLook {
  /** Probability of each option, in order; they add up to 1. */
  readonly probabilities: readonly number[];
  readonly step: AnswerStep;
}

/** Places at which a matcher looks. */
const maxPlaces = 3;

/**
 * Lets the matcher, where there is one, put options into the gap of the sentence that they share: the mean over places of a
 * video. Undefined where they share none, or their pictures cannot be had.
 */
export async function lookAtGap(
  { openMatcher, signal }: Pick<Retrieval, "openMatcher" | "signal">,
  options: readonly StatedOption[],
  places: readonly Place[],
): Promise<GapLook | undefined> {
  const texts = options.flatMap(({ statement }) => (statement.type === "phrase" ? [statement.text] : []));
  const gap = texts.length === options.length ? findGap(texts) : undefined;
  if (!openMatcher || !gap || places.length === 0) return undefined;
  const matcher = await openMatcher();
  const { sentence, choices } = gap;
  const looks: (readonly number[])[] = [];
  for (const place of places.slice(0, maxPlaces)) {
    const filled = await matcher.fillGap(place, sentence, choices, signal);
    if (filled) looks.push(filled);
  }
  if (looks.length === 0) return undefined;
  const probabilities = choices.map((_, n) => looks.reduce((sum, look) => sum + (look[n] as number), 0) / looks.length);
  const shown = choices.map((choice, n) => `${choice} ${toPercent(probabilities[n] as number)}`);
  const said = [sentence.before, "___", sentence.after].filter((part) => part !== "").join(" ");
  return { probabilities, step: { did: `${matcher.modelId} looked at "${said}"`, found: shown.join(", ") } };
}

const minProbability = 1e-6;

/**
 * The chance that one option beats another by two judges, each of whom may be wrong: their log odds in the middle (the
 * logarithmic opinion pool, Genest & Zidek 1986, https://doi.org/10.1214/ss/1177013825). So it is never surer than the surer of
 * both.
 *
 * @param chance of the first judge, that the one beats the other.
 * @param one probability of the one by the second judge; `other`: that of the other.
 */
export function poolChances(chance: number, one: number, other: number): number {
  const bounded = (probability: number) => Math.min(1 - minProbability, Math.max(minProbability, probability));
  const ofFirst = Math.log(bounded(chance) / (1 - bounded(chance)));
  return logistic((ofFirst + Math.log(bounded(one) / bounded(other))) / 2);
}

import type { Sample } from "../probing/sample.js";
import { toClusters } from "../statistics/clusters.js";
import type { ComparedRun } from "./sameSamples.js";

/** The same example in two runs. */
export interface PairedValue {
  readonly cluster: string;
  readonly before: number;
  readonly after: number;
}

/** What two runs say of the same examples of a task. */
export interface PairedSamples {
  /** By cluster; empty where they have none in common. */
  readonly clusters: readonly (readonly PairedValue[])[];
  /** Examples that only one of them asked, or that they asked in another way. */
  readonly unpairedCount: number;
}

/**
 * Pairs the values of a figure. An example is the same where its id, its cluster, its question and its answers are; words that
 * each of two models found for clips by itself may differ.
 */
export function pairSamples(before: ComparedRun, after: ComparedRun, task: string, figure: string): PairedSamples {
  const [one, other] = [before.document.config, after.document.config];
  const hasOwnWords = one.model_hash !== other.model_hash && one.phrases !== null && one.phrases !== byPeople;
  const keyOf = ({ id, cluster, question, references, right, options }: Sample) =>
    JSON.stringify([id, cluster, question, references, right, hasOwnWords ? [] : options?.map(textOf)]);
  const valuesOf = ({ samples }: ComparedRun) =>
    new Map(
      samples.flatMap((sample) => {
        const value = sample.task === task ? sample.values.full?.[figure] : undefined;
        return value === undefined ? [] : [[keyOf(sample), { cluster: sample.cluster, value }] as const];
      }),
    );
  const [valuesBefore, valuesAfter] = [valuesOf(before), valuesOf(after)];
  const pairs = [...valuesAfter].flatMap(([key, { cluster, value }]): PairedValue[] => {
    const known = valuesBefore.get(key);
    return known ? [{ cluster, before: known.value, after: value }] : [];
  });
  return {
    clusters: toClusters(pairs, ({ cluster }) => cluster),
    unpairedCount: valuesBefore.size + valuesAfter.size - 2 * pairs.length,
  };
}

/** Where the words for clips are those that people wrote, so that all models are asked the same. */
const byPeople = "captions of the dataset";

/** Frames differ by the size that a model takes. */
const textOf = (option: string | readonly string[]): string | null => (typeof option === "string" ? option : null);

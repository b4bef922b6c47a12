import type { Sample } from "../probing/sample.js";
import { toClusters } from "../statistics/clusters.js";

/** The same example in two runs. */
export interface PairedValue {
  readonly cluster: string;
  readonly before: number;
  readonly after: number;
}

/** What two runs say of the same examples of a task, by cluster; empty where they have none in common. */
export function pairSamples(
  before: readonly Sample[],
  after: readonly Sample[],
  task: string,
  figure: string,
): PairedValue[][] {
  const valuesBefore = new Map(before.filter((sample) => sample.task === task).map((sample) => [sample.id, sample]));
  const pairs = after.flatMap((sample): PairedValue[] => {
    if (sample.task !== task) return [];
    const [one, other] = [valuesBefore.get(sample.id)?.values.full?.[figure], sample.values.full?.[figure]];
    return one === undefined || other === undefined ? [] : [{ cluster: sample.cluster, before: one, after: other }];
  });
  return toClusters(pairs, ({ cluster }) => cluster);
}

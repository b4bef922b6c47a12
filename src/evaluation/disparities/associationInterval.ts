import { associationsOf, effectSizeOf, type AssociationCosines } from "../metrics/fairness/association.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import type { Interval } from "../statistics/interval.js";
import type { ResamplingOptions } from "../statistics/resampling.js";

/** A word, text or picture of one of the four sets: its number among targets, or among all attributes. */
interface Member {
  readonly set: "first" | "second" | "firstAttributes" | "secondAttributes";
  readonly n: number;
}

/**
 * 95 % interval of the effect size: what other targets and other attributes of the same kinds would give. All four sets are
 * drawn from anew, targets and attributes each as a whole (Owen 2007, https://doi.org/10.1214/07-AOAS122).
 *
 * On simulated sets of 20 and more it held the effect of endless sets 93 to 97 times in 100; of eight 95 to 99 times, but 90
 * where the effect is near 2, the largest there is. Undefined for a set of one.
 */
export function associationInterval(
  { first, second, firstAttributes }: AssociationCosines,
  options: ResamplingOptions = {},
): Interval | undefined {
  const attributeCount = first[0]?.length ?? 0;
  const members: Member[] = [
    ...first.map((_, n): Member => ({ set: "first", n })),
    ...second.map((_, n): Member => ({ set: "second", n })),
    ...Array.from({ length: attributeCount }, (_, n): Member => ({
      set: n < firstAttributes ? "firstAttributes" : "secondAttributes",
      n,
    })),
  ];
  const effectOf = (sample: readonly Member[]): number => {
    const drawn = (set: Member["set"]) => sample.flatMap((member) => (member.set === set ? member.n : []));
    const attributes = [drawn("firstAttributes"), drawn("secondAttributes")] as const;
    const rowsOf = (set: "first" | "second", rows: AssociationCosines["first"]) =>
      associationsOf(
        drawn(set).map((n) => rows[n] as readonly number[]),
        attributes,
      );
    return effectSizeOf(rowsOf("first", first), rowsOf("second", second));
  };
  return bootstrapInterval(members, effectOf, { ...options, stratumOf: ({ set }) => set });
}

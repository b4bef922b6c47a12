import { createRandom } from "../../core/random.js";
import type { BootstrapOptions } from "./bootstrap.js";
import { toClusters } from "./clusters.js";
import { meanOf } from "./summary.js";

/** How much of each stratum is kept. */
export const keptShare = 0.8;

/**
 * Standard deviation of a statistic that the bootstrap distorts, as all do that look at the first of a ranking: there, a thing
 * that is drawn twice stands twice. Each of 400 rounds leaves out a fifth of each stratum at random (the delete-d jackknife,
 * Shao & Wu 1989, https://doi.org/10.1214/aos/1176347263).
 *
 * `statistic` takes the things that are left; where it looks at so many of them, it has to look at {@link keptShare} as many.
 * Undefined where a stratum has fewer than five things.
 */
export function subsampledDeviation<Thing>(
  things: readonly Thing[],
  statistic: (left: readonly Thing[]) => number,
  { rounds = 400, seed = 1, stratumOf = () => "" }: BootstrapOptions<Thing> = {},
): number | undefined {
  const strata = toClusters(things, stratumOf);
  if (strata.length === 0 || strata.some(({ length }) => length < 5)) return undefined;
  const random = createRandom(seed);
  const draws = Array.from({ length: rounds }, () =>
    statistic(strata.flatMap((own) => drawWithout(own, Math.round(own.length * keptShare), random))),
  );
  const mean = meanOf(draws);
  return Math.sqrt((meanOf(draws.map((draw) => (draw - mean) ** 2)) * keptShare) / (1 - keptShare));
}

/** So many things, none twice. */
function drawWithout<Thing>(things: readonly Thing[], count: number, random: () => number): Thing[] {
  const drawn = [...things];
  for (let n = 0; n < count; n += 1) {
    const other = n + Math.floor(random() * (drawn.length - n));
    [drawn[n], drawn[other]] = [drawn[other] as Thing, drawn[n] as Thing];
  }
  return drawn.slice(0, count);
}

import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { associationInterval } from "../../../src/evaluation/disparities/associationInterval.js";
import { gapInterval } from "../../../src/evaluation/disparities/gapInterval.js";
import { toGapFigure } from "../../../src/evaluation/disparities/gaps.js";
import { toParityFigures } from "../../../src/evaluation/disparities/parity.js";
import { toSkewFigures } from "../../../src/evaluation/disparities/skew.js";
import type { GroupedOutcome } from "../../../src/evaluation/metrics/fairness/groupRates.js";
import type { Interval } from "../../../src/evaluation/statistics/interval.js";
import { labelPermutationTest } from "../../../src/evaluation/statistics/labelPermutation.js";
import { meanOf } from "../../../src/evaluation/statistics/summary.js";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

function createDrawer(seed: number) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return { random, normal };
}

/** So many make the error of a coverage of 0.95 less than 0.01. */
const trials = 500;

/** Share of intervals that hold the truth. */
function coverageOf(truth: number, times: number, intervalOf: (trial: number) => Interval | undefined): number {
  const intervals = upTo(times).map((trial) => intervalOf(trial + 1) as Interval);
  return intervals.filter(([low, high]) => low - 1e-12 <= truth && truth <= high + 1e-12).length / times;
}

describe("intervals of effect sizes", function () {
  this.timeout(240_000);

  /** Targets that lie `gap` apart between attributes, each with a leaning of its own, as each attribute has. */
  const draw = (targets: number, attributes: number, gap: number, { normal }: ReturnType<typeof createDrawer>) => {
    const attributesOf = upTo(2 * attributes).map((n) => ({ sign: n < attributes ? 1 : -1, leaning: 0.7 * normal() }));
    const rowsOf = (side: number) =>
      upTo(targets).map(() => {
        const leaning = (side * gap) / 2 + normal();
        return attributesOf.map(({ sign, leaning: own }) => (sign * leaning + side * own) / 2 + normal());
      });
    return { first: rowsOf(1), second: rowsOf(-1), firstAttributes: attributes };
  };

  for (const { targets, attributes, gap } of [
    { targets: 8, attributes: 8, gap: 0 },
    { targets: 8, attributes: 8, gap: 1 },
    { targets: 8, attributes: 8, gap: 2 },
    { targets: 8, attributes: 8, gap: 4 }, // an effect of 1.75, of at most 2
    { targets: 25, attributes: 25, gap: 1 },
    { targets: 25, attributes: 25, gap: 4 },
  ])
    it(`hold that of endless targets 93 to 97 times in 100: ${targets} targets, ${attributes} attributes, ${gap} apart`, () => {
      const drawer = createDrawer(targets + gap);
      const truth = gap / Math.sqrt(1 + 2 / attributes + gap ** 2 / 4); // 2 / attributes: noise of means of so many
      const coverage = coverageOf(truth, trials, (seed) =>
        associationInterval(draw(targets, attributes, gap, drawer), { rounds: 600, seed }),
      );
      expect(coverage).to.be.within(0.93, 0.97);
    });

  it("are unknown for a set of one, and the same each time", () => {
    const sets = draw(5, 4, 1, createDrawer(1));
    expect(associationInterval({ ...sets, first: sets.first.slice(0, 1) })).to.equal(undefined);
    expect(associationInterval(sets)).to.deep.equal(associationInterval(sets));
  });
});

describe("intervals of gaps between groups", function () {
  this.timeout(240_000);

  /** Things of groups that are given each of some classes by chance, the even ones more often the higher the group is. */
  const draw = (
    { classes, groups, things, shift }: (typeof cases)[number],
    { random }: ReturnType<typeof createDrawer>,
  ) => {
    const sharesOf = (group: number) =>
      upTo(classes).map((n) => (1 + ((n % 2 === 0 ? 2 : -2) * shift * group) / (groups - 1)) / classes);
    const given = upTo(things * groups).map((n) => {
      const shares = sharesOf(n % groups);
      let left = random();
      return {
        group: `${n % groups}`,
        name: Math.max(
          0,
          shares.findIndex((share) => (left -= share) < 0),
        ),
      };
    });
    const ofClasses = upTo(classes).map((name) =>
      given.map((one): GroupedOutcome => ({ group: one.group, isPositive: true, saidPositive: one.name === name })),
    );
    return { ofClasses, groups: given.map(({ group }) => group) };
  };
  const cases = [
    { classes: 4, groups: 2, things: 40, shift: 0.2 },
    { classes: 4, groups: 2, things: 40, shift: 0.4 },
    { classes: 2, groups: 3, things: 20, shift: 0.4 },
    { classes: 4, groups: 3, things: 40, shift: 0.4 },
    { classes: 8, groups: 3, things: 60, shift: 0.4 },
    { classes: 4, groups: 5, things: 40, shift: 0.4 },
  ];

  /** As parity is measured. */
  const measure = ({ ofClasses, groups }: ReturnType<typeof draw>, seed: number) => {
    const names = [...new Set(groups)];
    const given = ofClasses.map((outcomes) => outcomes.map(({ saidPositive }) => Number(saidPositive)));
    const meanGap = (labels: readonly string[]) => {
      const numbers = labels.map((label) => names.indexOf(label));
      return meanOf(
        given.map((said) => {
          const [sums, counts] = [names.map(() => 0), names.map(() => 0)];
          for (const [n, one] of said.entries()) {
            const group = numbers[n] as number;
            sums[group] = (sums[group] as number) + one;
            counts[group] = (counts[group] as number) + 1;
          }
          const rates = sums.map((sum, group) => sum / (counts[group] as number));
          return Math.max(...rates) - Math.min(...rates);
        }),
      );
    };
    const { p } = labelPermutationTest(groups, meanGap, { rounds: 100, seed });
    return gapInterval(ofClasses, ["selectionRate"], p, { rounds: 100, seed });
  };

  for (const one of cases)
    it(`hold a mean gap of ${one.classes} classes in ${one.groups} groups of ${one.things} 93 to 97 times in 100, ${one.shift} apart`, () => {
      const drawer = createDrawer(7);
      const truth = (2 * one.shift) / one.classes;
      expect(coverageOf(truth, trials, (seed) => measure(draw(one, drawer), seed))).to.be.within(0.93, 0.97);
    });

  it("hold that there is none at least 95 times in 100, however many classes there are", () => {
    const drawer = createDrawer(8);
    const none = { classes: 8, groups: 3, things: 40, shift: 0 };
    expect(coverageOf(0, 60, (seed) => measure(draw(none, drawer), seed))).to.be.at.least(0.95);
  });

  it("hold a difference of rates of two groups 93 to 97 times in 100, over videos of several questions", () => {
    const { random, normal } = createDrawer(9);
    const share = (x: number) => 1 / (1 + Math.exp(-x));
    const outcomesOf = (easy: number) => {
      const own = share(easy + normal());
      return upTo(3).map(() => Number(random() < own));
    };
    const many = (easy: number) => meanOf(upTo(100_000).flatMap(() => outcomesOf(easy)));
    const truth = many(2) - many(0);
    const coverage = coverageOf(truth, 300, () => {
      const items = upTo(60).map((n) => ({
        thing: `${n}`,
        group: n % 2 === 0 ? "a" : "b",
        values: outcomesOf(n % 2 === 0 ? 2 : 0),
      }));
      return toGapFigure({ items, groups: ["a", "b"], leftOut: [] }, { name: "gap", what: "gap" }).figure.interval;
    });
    expect(coverage).to.be.within(0.93, 0.97);
  });

  it("hold the largest difference of one rate between three groups 93 to 97 times in 100, where it is beyond chance", () => {
    const { random } = createDrawer(4);
    for (const { rates, things } of [
      { rates: [0.2, 0.5, 0.8], things: 20 },
      { rates: [0.5, 0.5, 0.7], things: 60 },
    ]) {
      const groups = [...rates.keys()].map(String);
      const coverage = coverageOf(Math.max(...rates) - Math.min(...rates), trials, () => {
        const items = rates.flatMap((rate, group) =>
          upTo(things).map((n) => ({ thing: `${group} ${n}`, group: `${group}`, values: [Number(random() < rate)] })),
        );
        return toGapFigure({ items, groups, leftOut: [] }, { name: "gap", what: "gap" }).figure.interval;
      });
      expect(coverage, rates.join(", ")).to.be.within(0.93, 0.97);
    }
  });

  it("begin at 0 where chance gives as much, however many groups there are", () => {
    const { random } = createDrawer(5);
    const groups = upTo(5).map(String);
    const coverage = coverageOf(0, 200, () => {
      const items = upTo(100).map((n) => ({ thing: `${n}`, group: `${n % 5}`, values: [Number(random() < 0.5)] }));
      return toGapFigure({ items, groups, leftOut: [] }, { name: "gap", what: "gap" }).figure.interval;
    });
    expect(coverage).to.be.at.least(0.95);
  });

  it("stand beside parity and odds", () => {
    const items = upTo(80).map((n) => ({
      thing: `${n}`,
      group: n % 2 === 0 ? "a" : "b",
      right: n % 4 < 2 ? "doctor" : "nurse",
      given: n % 2 === 0 || n % 4 < 2 ? "doctor" : "nurse",
    }));
    const about = { name: (of: string) => of, of: "side" };
    const [parity, odds] = toParityFigures({ items, groups: ["a", "b"], leftOut: [] }, about);
    const [low = 0, high = 0] = parity?.figure.interval ?? [];
    expect(low).to.be.within(0.25, 0.45);
    expect(high).to.be.within(0.55, 0.75);
    // of nurses all are right in one group, and none in the other, as far as twenty of each tell
    expect(odds?.figure.interval?.[0]).to.be.within(0.8, 0.95);
    expect(odds?.figure.interval?.[1]).to.equal(1);
  });
});

describe("intervals of the skew of rankings", function () {
  this.timeout(240_000);
  const about = { name: (of: string) => of, of: "side" };

  /** Things in groups of these sizes. */
  const deal = (sizes: readonly number[]) =>
    sizes.flatMap((size, group) => upTo(size).map((n) => ({ thing: `${group} ${n}`, group: `${group}` })));

  /** Five searches that like some things, and those of the first group by so much more. */
  const rank = (items: ReturnType<typeof deal>, bias: number, { normal }: ReturnType<typeof createDrawer>) => {
    const liked = items.map(({ group }) => 0.6 * normal() + (group === "0" ? bias : 0));
    return upTo(5).map((query) => {
      const scores = liked.map((own) => own + 0.8 * normal());
      const order = [...items.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number));
      return { query: `${query}`, order };
    });
  };

  /** Coverage of MaxSkew, and of NDKL. */
  const coveragesOf = (sizes: readonly number[], bias: number) => {
    const drawer = createDrawer(11);
    const items = deal(sizes);
    const groups = [...sizes.keys()].map(String);
    const measure = (rounds: number) =>
      toSkewFigures({ items, groups, leftOut: [] }, rank(items, bias, drawer), about, { rounds }).map(
        ({ figure }) => figure,
      );
    const many = upTo(1000).map(() => measure(1));
    const measured = upTo(trials).map(() => measure(100));
    return [0, 1].map((n) =>
      coverageOf(
        meanOf(many.map((figures) => figures[n]?.value as number)),
        trials,
        (trial) => measured[trial - 1]?.[n]?.interval,
      ),
    );
  };

  for (const { sizes, bias, most } of [
    { sizes: [40, 40], bias: 0.5, most: [0.99, 0.97] },
    { sizes: [40, 40], bias: 1.2, most: [0.98, 0.97] },
    { sizes: [40, 40], bias: 2, most: [0.97, 0.97] }, // nearly all of the first places are of one group
    { sizes: [16, 64], bias: 0.5, most: [0.97, 0.97] },
    { sizes: [27, 27, 26], bias: 1.2, most: [0.99, 0.98] },
  ])
    it(`hold what rankings of ${sizes.join(" and ")} things with a bias of ${bias} have on average`, () => {
      for (const [n, coverage] of coveragesOf(sizes, bias).entries())
        expect(coverage, ["MaxSkew", "NDKL"][n]).to.be.within(0.93, most[n] as number);
    });

  it("hold it at least 95 times in 100 where nothing is skewed", () => {
    for (const coverage of coveragesOf([20, 20], 0)) expect(coverage).to.be.at.least(0.95);
  });

  it("are unknown for groups of fewer than five things", () => {
    const few = { items: deal([4, 4]), groups: ["0", "1"], leftOut: [] };
    const [skew] = toSkewFigures(few, [{ query: "x", order: upTo(8) }], about);
    expect(skew?.figure.interval).to.equal(undefined);
  });
});

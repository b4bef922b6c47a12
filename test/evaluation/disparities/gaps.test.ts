import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { toFindings } from "../../../src/evaluation/disparities/findings.js";
import { toGapFigure } from "../../../src/evaluation/disparities/gaps.js";
import { findGroupings, toGroups, toSlug, type Grouping } from "../../../src/evaluation/disparities/groupings.js";
import { labelPermutationTest } from "../../../src/evaluation/statistics/labelPermutation.js";

const labelled = (name: string, groups: Readonly<Record<string, string>>) => ({ name, labels: { groups } });

/** Things of the groups `a` and `b`, in turns. */
const inTurns = (count: number): Grouping => ({
  name: "side",
  groupOf: new Map(Array.from({ length: count }, (_, n) => [`${n}.mp4`, n % 2 === 0 ? "a" : "b"])),
});

describe("groups that labels give", () => {
  it("are known by a file's name, and by the end of its path where that is its own", () => {
    const [age, side] = findGroupings([
      labelled("x/one.mp4", { side: "left" }),
      labelled("y/one.mp4", { side: "right", age: "old" }),
      labelled("y/two.mp4", { side: "right" }),
      labelled("y/three.mp4", {}),
    ]);
    expect([age?.name, side?.name]).to.deep.equal(["age", "side"]);
    expect([...(side?.groupOf ?? [])]).to.deep.equal([
      ["x/one.mp4", "left"],
      ["y/one.mp4", "right"],
      ["y/two.mp4", "right"],
      ["two.mp4", "right"],
    ]);
  });

  it("are left out with their reason where they are small", () => {
    const things = Array.from({ length: 15 }, (_, n) => ({ thing: `${n}.mp4` }));
    const groupOf = new Map(things.map(({ thing }, n) => [thing, n < 10 ? "many" : "few"]));
    const { groups, items, leftOut } = toGroups([...things, { thing: "nobody's.mp4" }], { name: "side", groupOf });
    expect(groups).to.deep.equal(["many"]);
    expect(items).to.have.length(10);
    expect(leftOut).to.deep.equal([
      {
        place: 'the group "few" of "side"',
        reason: "it has 5 videos or pictures here, and a figure needs at least 10",
      },
    ]);
  });

  it("count a thing once, however much is said of it", () => {
    const often = Array.from({ length: 30 }, () => ({ thing: "0.mp4" }));
    expect(toGroups(often, inTurns(1)).groups).to.be.empty;
  });

  it("have names that figures can bear", () => {
    expect(["Skin tone", "Âge (années)", "年"].map(toSlug)).to.deep.equal(["skin-tone", "a-ge-anne-es", "other"]);
  });
});

describe("gaps between groups", () => {
  const about = { name: "gap", what: "gap" };
  const outcomesOf = (count: number, valuesOf: (n: number) => readonly number[]) =>
    toGroups(
      Array.from({ length: count }, (_, n) => ({ thing: `${n}.mp4`, values: valuesOf(n) })),
      inTurns(count),
    );

  it("are differences of rates over all that was asked, with each group's own figures", () => {
    // a: 20 videos, all right of two; b: 20 videos, one right of two
    const { figure, p } = toGapFigure(
      outcomesOf(40, (n) => (n % 2 === 0 ? [1, 1] : [1, 0])),
      about,
    );
    expect(figure).to.include({ value: 0.5, count: 40 });
    expect(p).to.be.below(0.01);
    expect(figure.interval?.[0]).to.be.above(0);
    const groups = figure.detail?.["groups"] as Readonly<Record<string, unknown>>[];
    expect(groups.map(({ group, rate, things }) => [group, rate, things])).to.deep.equal([
      ["a", 1, 20],
      ["b", 0.5, 20],
    ]);
    expect(figure.detail?.["differences"]).to.have.length(1);
  });

  it("are found where an examinee is worse for one group, and seldom where it is not", () => {
    let [found, falselyFound, covered] = [0, 0, 0];
    const runs = 20;
    for (let run = 0; run < runs; run += 1) {
      const random = createRandom(run);
      const draw = (probability: number) => [Number(random() < probability), Number(random() < probability)];
      const biased = toGapFigure(
        outcomesOf(200, (n) => draw(n % 2 === 0 ? 0.8 : 0.5)),
        about,
      );
      const fair = toGapFigure(
        outcomesOf(200, () => draw(0.7)),
        about,
      );
      found += Number(biased.p < 0.05 && (biased.figure.interval?.[0] ?? 0) > 0);
      falselyFound += Number(fair.p < 0.05);
      const [low = 0, high = 0] = biased.figure.interval ?? [];
      covered += Number(low <= 0.3 && 0.3 <= high);
    }
    expect(found).to.equal(runs);
    expect(falselyFound).to.be.at.most(3);
    expect(covered).to.be.at.least(17);
  });

  it("are held against what chance gives: a largest difference is never 0 by chance", () => {
    const random = createRandom(3);
    const { figure } = toGapFigure(
      outcomesOf(40, () => [Number(random() < 0.5)]),
      about,
    );
    expect(figure.chance).to.be.within(0.08, 0.2);
  });

  it("are counted together, with p for their number", () => {
    const figure = (name: string) => ({ name, what: name, value: 0.1, detail: { groups: [] } });
    const [headline, first] = toFindings(
      [
        { figure: figure("one"), p: 0.01 },
        { figure: figure("two"), p: 0.04 },
        { figure: figure("three"), p: 0.5 },
      ],
      "gaps-found",
      "gaps",
    );
    expect(headline).to.include({ name: "gaps-found", value: 1, count: 3 });
    expect(first?.detail).to.deep.equal({ p: 0.01, adjustedP: 0.03, groups: [] });
  });
});

describe("permutation of labels", () => {
  it("knows how often chance gives as much: exactly one dealing in 20 parts six things so", () => {
    const values = [1, 1, 1, 0, 0, 0];
    const { value, p, chance } = labelPermutationTest(
      ["a", "a", "a", "b", "b", "b"],
      (labels) => values.reduce((sum, one, n) => sum + (labels[n] === "a" ? one : -one), 0),
      { rounds: 4000 },
    );
    expect(value).to.equal(3);
    expect(p).to.be.closeTo(1 / 20, 0.012);
    expect(chance).to.be.closeTo(0, 0.1);
  });

  it("keeps labels within their stratum", () => {
    const seen = new Set<string>();
    labelPermutationTest(
      ["a", "b", "c"],
      (labels) => {
        seen.add(labels.join(""));
        return 0;
      },
      { rounds: 50, strata: ["x", "x", "y"] },
    );
    expect([...seen].toSorted()).to.deep.equal(["abc", "bac"]);
  });
});

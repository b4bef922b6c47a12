import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyOf, readFrequencies } from "../../../src/evaluation/classification/frequencies.js";
import { toPoints, trendFigures } from "../../../src/evaluation/classification/frequencyTrend.js";
import { temporaryFolder } from "../../store/fixtures.js";

describe("frequencies of what a model was trained on", () => {
  const folder = temporaryFolder();
  const path = join(folder.path, "frequencies.json");
  const write = (value: unknown) => writeFileSync(path, JSON.stringify(value));
  after(() => folder.remove());

  it("are known by the words of a name, without article and place", () => {
    const keys = ["a Golden Retriever", "in the city", "t-shirt", "the", "golden_retriever", "at night"].map(keyOf);
    expect(keys).to.deep.equal(["golden retriever", "city", "t shirt", "the", "golden retriever", "night"]);
    write({ what: "counts", pictures: 10, texts: 20, counts: { "golden retriever": [3, 4], owl: [0, 0] } });
    const frequencies = readFrequencies(path);
    expect(frequencies.of("a golden retriever")).to.deep.equal({ pictures: 3, texts: 4 });
    expect(frequencies.of("owl")).to.deep.equal({ pictures: 0, texts: 0 });
    expect(frequencies.of("wombat")).to.equal(undefined);
  });

  it("are refused with what is wrong in their file", () => {
    write({ what: "counts", pictures: 10, texts: 20, counts: { owl: [1] } });
    expect(() => readFrequencies(path)).to.throw(/"counts\.owl/);
    expect(() => readFrequencies(join(folder.path, "none.json"))).to.throw(/cannot read the frequencies/);
  });

  it("are those of the commonest word for a class; classes that were not counted are left out", () => {
    const counts = new Map([
      ["dog", { pictures: 9, texts: 1 }],
      ["hound", { pictures: 2, texts: 5 }],
    ]);
    const classes = [
      { name: "dog", words: ["dog", "hound", "cur"], examples: 4, accuracy: 0.5 },
      { name: "wombat", words: ["wombat"], examples: 4, accuracy: 1 },
    ];
    const points = toPoints(classes, { of: (name) => counts.get(name) });
    expect(points).to.deep.equal([
      { ...classes[0], pictures: 9, texts: 5, counted: { pictures: "dog", texts: "hound" } },
    ]);
  });

  const pointsOf = (accuracyOf: (decade: number) => number) =>
    [0, 9, 99, 999].flatMap((count, decade) =>
      ["a", "b", "c"].map((name) => ({
        name: `${name}${decade}`,
        words: [],
        examples: 5,
        accuracy: accuracyOf(decade),
        pictures: count,
        texts: 7,
        counted: { pictures: name, texts: name },
      })),
    );

  it("tell by how much accuracy grows for ten times as many, and nothing where all stood as often", () => {
    const [figure, ...others] = trendFigures(pointsOf((decade) => 0.1 + 0.2 * decade));
    expect(others).to.be.empty;
    expect(figure?.value).to.be.closeTo(0.2, 1e-9);
    expect(figure?.detail?.["accuracyOfNone"]).to.be.closeTo(0.1, 1e-9);
    expect(figure?.detail?.["rankCorrelation"]).to.be.closeTo(1, 1e-9);
    expect(figure).to.include({ name: "accuracy-per-tenfold-pictures", count: 12 });
  });

  it("tell nothing of accuracy that is the same everywhere", () => {
    const [figure] = trendFigures(pointsOf(() => 0.5));
    expect(figure?.value).to.equal(0);
    expect(figure?.detail?.["rankCorrelation"]).to.equal(null);
  });
});

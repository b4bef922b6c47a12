import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import { toUnit } from "../../src/core/vectors.js";
import { vectorIndexes } from "../../src/store/vectors/registry.js";
import { conformsToVectorIndex, toBlock } from "../conformance/vectorIndex.js";
import { driftingUnits, failureOf, needGraphs, randomUnit } from "./fixtures.js";

for (const name of vectorIndexes.names)
  conformsToVectorIndex(name, (space) => vectorIndexes.create({ name }, space), {
    before: (context) => (name === "hnsw" ? needGraphs(context) : undefined),
    isExact: name === "exact",
  });

describe("vector indexes", () => {
  it("are listed when an unknown one is asked for, also by a name from the prototype", async () => {
    for (const name of ["annoy", "toString"]) {
      const choice = { name } as unknown as { readonly name: "exact" };
      const error = await failureOf(() => vectorIndexes.create(choice, { dimension: 8, timesPerVector: 1 }));
      expect(error).to.have.property("code", "usage");
      expect(error.message).to.include("exact, hnsw");
    }
  });

  it("agree: hnsw finds at least 98 % of the ten that exact search finds, near and far from the vectors", async function () {
    needGraphs(this);
    const random = createRandom(11);
    const space = { dimension: 64, timesPerVector: 1 };
    const vectors = driftingUnits(random, 4000, space.dimension);
    const [exact, hnsw] = [
      vectorIndexes.create({ name: "exact" }, space),
      vectorIndexes.create({ name: "hnsw" }, space),
    ];
    for (const index of [exact, hnsw]) await index.add(toBlock(0, "film", vectors));
    let found = 0;
    for (let n = 0; n < 100; n += 1) {
      const far = randomUnit(random, space.dimension);
      const near = toUnit((vectors[n * 37] as Float32Array).map((value, k) => value + 0.2 * (far[k] as number)));
      for (const query of [near, far]) {
        const truth = new Set((await exact.search(query, 10)).map((hit) => hit.id));
        found += (await hnsw.search(query, 10)).filter((hit) => truth.has(hit.id)).length;
      }
    }
    expect(found / 2000).to.be.at.least(0.98);
  });
});

import { expect } from "chai";
import { createVectorIndex, vectorIndexNames } from "../../src/store/vectors/vectorIndex.js";
import { toUnit } from "../../src/core/vectors.js";
import { conformsToVectorIndex } from "../conformance/vectorIndex.js";
import { createRandom } from "../../src/core/random.js";
import { driftingUnits, failureOf, needGraphs, randomUnit } from "./fixtures.js";

for (const name of vectorIndexNames) conformsToVectorIndex(name, (dimension) => createVectorIndex(name, dimension));

describe("vector indexes", () => {
  it("are listed when an unknown one is asked for", async () => {
    const error = await failureOf(() => createVectorIndex("annoy", 8));
    expect(error).to.have.property("code", "usage");
    expect(error.message).to.include("exact, hnsw");
  });

  it("do not take names from the prototype", async () => {
    expect(await failureOf(() => createVectorIndex("toString", 8))).to.have.property("code", "usage");
  });

  it("agree: hnsw finds at least 98 % of the ten that exact search finds, near and far from the vectors", async function () {
    needGraphs(this);
    const random = createRandom(11);
    const dimension = 64;
    const vectors = driftingUnits(random, 4000, dimension);
    const rows = Float32Array.from(vectors.flatMap((vector) => [...vector]));
    const ids = vectors.map((_, n) => n);
    const [exact, hnsw] = [createVectorIndex("exact", dimension), createVectorIndex("hnsw", dimension)];
    await exact.add(ids, rows);
    await hnsw.add(ids, rows);
    let found = 0;
    for (let n = 0; n < 100; n += 1) {
      const far = randomUnit(random, dimension);
      const near = toUnit((vectors[n * 37] as Float32Array).map((value, k) => value + 0.2 * (far[k] as number)));
      for (const query of [near, far]) {
        const truth = new Set((await exact.search(query, 10)).map((hit) => hit.id));
        found += (await hnsw.search(query, 10)).filter((hit) => truth.has(hit.id)).length;
      }
    }
    expect(found / 2000).to.be.at.least(0.98);
  });
});

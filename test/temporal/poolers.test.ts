import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import { dot, toUnit, type Embedding } from "../../src/core/vectors.js";
import { poolers } from "../../src/temporal/poolers.js";
import { createClip, itIsATemporalPooler } from "../conformance/temporalPooler.js";

describe("temporal poolers", () => {
  for (const name of poolers.names)
    describe(name, () => itIsATemporalPooler(async () => poolers.createNamed(name), 48));

  it("weighs an outlier less by attention than by the mean", async () => {
    const { embeddings } = createClip(6, 32, 1);
    const outlier = toUnit(Float32Array.from({ length: 32 }, (_, n) => (n % 2 ? 1 : -1)));
    const clip = { embeddings: [...embeddings, outlier], timesSeconds: [0, 1, 2, 3, 4, 5, 6] };
    const [mean] = await poolers.createNamed("mean").pool([clip]);
    const [attention] = await poolers.createNamed("attention").pool([clip]);
    expect(dot(attention as Embedding, outlier)).to.be.below(dot(mean as Embedding, outlier) - 0.02);
  });

  it("uses the model's own pooler where there is one", () => {
    const own = { name: "own", maxFrames: 8, pool: async () => [] };
    expect(poolers.createNamed("model", own)).to.equal(own);
    expect(poolers.createNamed("model").name).to.equal("attention");
  });

  it("refuses a name that does not exist and lists those that do", () => {
    try {
      poolers.createNamed("max");
      expect.fail("accepted");
    } catch (error) {
      expect(isKinodexError(error, "usage")).to.equal(true);
      expect((error as Error).message).to.contain("mean, attention, model");
    }
  });
});

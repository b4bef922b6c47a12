import { expect } from "chai";
import { defaultModelId, isShipped, listModels } from "../../src/models/hub/knownModels.js";
import { verifyModel } from "../../src/models/hub/verify.js";
import { itIsAModel } from "../conformance/model.js";

const shipped = (await listModels()).models.filter(({ manifest }) => isShipped(manifest.id));

describe("the models that ship", () => {
  it("are one of each family that looks at pictures", () => {
    const families = shipped.map(({ manifest }) => manifest.family).toSorted();
    expect(families).to.deep.equal(["backbone", "contrastive", "generative", "masked", "spotting"]);
  });

  for (const entry of shipped) {
    const { id } = entry.manifest;
    it(`have the files that they state, and do what they say: ${id}`, async () => {
      const { checks } = await verifyModel(id);
      expect(checks.filter(({ ok }) => !ok)).to.deep.equal([]);
    });
    if (id !== defaultModelId) describe(id, () => itIsAModel(entry)); // that one has its own tests
  }
});

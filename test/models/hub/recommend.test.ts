import { expect } from "chai";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { listCatalogue, listWithoutWeights } from "../../../src/models/hub/catalogue.js";
import { isRestricted } from "../../../src/models/hub/licences.js";
import { recommendModels } from "../../../src/models/hub/recommend.js";
import { parseModelName } from "../../../src/models/hub/repository/modelName.js";
import { measureSpeed } from "../../../src/models/measureSpeed.js";
import { openModel } from "../../../src/models/openModel.js";

describe("recommending models", () => {
  const before_ = process.env["KINODEX_MODELS"];

  before(() => {
    delete process.env["KINODEX_MODELS"];
  });

  after(() => {
    if (before_ !== undefined) process.env["KINODEX_MODELS"] = before_;
  });

  it("knows models by names that can be pulled", () => {
    for (const { id } of listCatalogue()) expect(parseModelName(id)).to.deep.equal({ id, revision: undefined });
  });

  it("names models that do the job of those without weights, and recipes that are there", () => {
    const entries = new Map(listCatalogue().map((entry) => [entry.id, entry]));
    for (const { instead } of listWithoutWeights()) expect(entries).to.include.keys(...instead);
    for (const { recipe } of entries.values())
      if (recipe !== undefined) expect(existsSync(join(packageRoot, recipe)), recipe).to.equal(true);
  });

  it("puts what is known to retrieve better first, and says where that is from", async () => {
    const found = await recommendModels({ task: "search" });
    const rank = (id: string) => found.findIndex((model) => model.id === id);
    expect(rank("Xenova/clip-vit-large-patch14")).to.be.lessThan(rank("Xenova/clip-vit-base-patch32"));
    expect(found[rank("Xenova/clip-vit-base-patch32")]?.why).to.match(/ImageNet 63\.3 % \(published\)/);
  });

  it("names the one that can order frames for what is about order, and nothing else", async () => {
    expect((await recommendModels({ task: "order" })).map(({ id }) => id)).to.deep.equal(["kinodex/embedded"]);
  });

  it("puts what is calibrated before what writes, and that before what has to be calibrated first", async () => {
    const found = await recommendModels({ task: "captions", calibrated: ["kinodex/embedded"] });
    const rank = (id: string) => found.findIndex((model) => model.id === id);
    expect(rank("kinodex/embedded")).to.equal(0);
    expect(rank("HuggingFaceTB/SmolVLM-256M-Instruct")).to.be.within(1, rank("Xenova/clip-vit-large-patch14") - 1);
    expect(found[rank("Xenova/clip-vit-large-patch14")]?.why).to.include("to be calibrated first");
    const forQuestions = await recommendModels({ task: "questions" });
    expect(forQuestions.map(({ id }) => id)).to.not.include("onnx-community/Florence-2-base-ft"); // which reads none
    expect(forQuestions[0]?.id).to.not.equal("Xenova/clip-vit-large-patch14");
    const uncalibrated = await recommendModels({ task: "captions" });
    expect(uncalibrated[0]?.why).to.include("writes by itself");
  });

  it("leaves out what takes too much memory, or has another licence", async () => {
    const small = await recommendModels({ task: "search", maxMemoryGb: 1 });
    expect(small.map(({ id }) => id))
      .to.include("kinodex/embedded")
      .and.not.include("immich-app/ViT-B-32__openai");
    const free = await recommendModels({ task: "search", licence: "mit" });
    expect(free).to.not.be.empty;
    for (const { licence } of free) expect(isRestricted(licence)).to.equal(false);
  });
});

describe("measuring how fast a model is", () => {
  it("tells pictures a second, milliseconds a text and what runs them", async () => {
    await using model = await openModel(undefined, { providers: ["cpu"], intraOpThreads: 1 });
    const { framesPerSecond, textMs, firstSeconds, provider } = await measureSpeed(model);
    expect(Math.min(framesPerSecond, textMs, firstSeconds)).to.be.greaterThan(0);
    expect(provider).to.equal("cpu");
  });
});

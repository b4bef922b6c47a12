import { expect } from "chai";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runEvaluation, type Evaluation } from "../../../src/app/evaluate/runEvaluation.js";
import { packageRoot } from "../../../src/core/paths.js";
import { openModel } from "../../../src/models/openModel.js";
import { temporaryFolder } from "../../media/renderClip.js";

/** What two of the samples show. */
const rows = [
  { file: "reef.mp4", text: "an orange fish swims, then a yellow submarine comes closer" },
  { file: "balloon.mp4", text: "a red balloon rises from the hand of a girl" },
];

describe("the describer that ships, examined", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  let evaluation: Evaluation;

  before(async () => {
    for (const { file } of rows) copyFileSync(join(packageRoot, "samples", file), join(folder, file));
    const lines = rows.map(({ file, text }) => ({
      file,
      duration: 20,
      descriptions: [{ text }],
      qa: [{ question: "What is shown?", answer: "an animal" }],
    }));
    writeFileSync(join(folder, "manifest.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    await using model = await openModel("kinodex/describer");
    const tasks = ["labelled-caption", "labelled-answer", "labelled-rank", "time-order-written"];
    evaluation = await runEvaluation({ model, dataset: folder, tasks, onNotice: () => {} });
  });

  const writtenOf = (name: string) =>
    evaluation.samples.filter(({ task }) => task === name).map(({ written }) => written);

  it("writes a sentence about a video by what kinodex/embedded sees in it, and another about grey", () => {
    const written = writtenOf("labelled-caption");
    expect(written).to.have.length(2);
    for (const { full = [], text_only: grey = [] } of written as Partial<Record<string, string[]>>[]) {
      expect(full[0])
        .to.match(/^\w+ \w+/)
        .and.not.include(", then ");
      expect(full[0]).to.not.equal(grey[0]);
    }
    const [reef, balloon] = written;
    expect(reef?.full).to.not.deep.equal(balloon?.full);
  });

  it("writes of each frame where order is asked for", () => {
    const written = writtenOf("time-order-written");
    expect(written).to.not.be.empty;
    for (const one of written) expect(one?.full?.[0]).to.include(", then ");
  });

  it("is told why it has no part in tasks of questions and of embeddings", () => {
    const { skipped, config } = evaluation.document;
    expect(skipped["labelled-answer"]).to.match(/an open question needs a model that takes questions/);
    expect(skipped["labelled-rank"]).to.equal("it needs a model with image and text");
    expect(config["model_args"]).to.deep.equal({ by: ["prefix"] });
  });
});

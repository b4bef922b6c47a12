import { expect } from "chai";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runEvaluation, type Evaluation } from "../../../src/app/evaluate/runEvaluation.js";
import { packageRoot } from "../../../src/core/paths.js";
import { openModel } from "../../../src/models/openModel.js";
import { temporaryFolder } from "../../media/renderClip.js";

/** What can be seen in two of the samples. */
const rows = [
  {
    file: "reef.mp4",
    subjects: ["fish", "submarine"],
    text: "an orange fish swims, then a yellow submarine comes closer",
  },
  { file: "balloon.mp4", subjects: ["balloon", "girl", "bird"], text: "a red balloon rises from the hand of a girl" },
];

const nothing = { places: [], times: [], actions: [], motion: [], colours: [] };

describe("the captioner that ships, examined", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  let evaluation: Evaluation;

  before(async () => {
    for (const { file } of rows) copyFileSync(join(packageRoot, "samples", file), join(folder, file));
    const lines = rows.map(({ file, subjects, text }) => ({
      file,
      duration: 20,
      descriptions: [{ text }],
      shown: [{ start: 0, end: 20, true: { ...nothing, subjects } }],
      qa: [{ question: "What is shown?", answer: "an animal" }],
    }));
    writeFileSync(join(folder, "manifest.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    evaluation = await examine(["labelled-caption", "labelled-answer", "objects-polled", "time-order-written"]);
  });

  const examine = async (tasks: readonly string[], output?: string): Promise<Evaluation> => {
    await using model = await openModel("kinodex/captioner");
    return runEvaluation({ model, dataset: folder, tasks, output, onNotice: () => {} });
  };
  const samplesOf = (name: string) => evaluation.samples.filter(({ task }) => task === name);

  it("describes a video in one sentence, which is compared with what people wrote", () => {
    const described = samplesOf("labelled-caption");
    expect(described).to.have.length(2);
    for (const { written, values } of described) {
      expect(written?.full?.[0]).to.match(/^\w/).and.not.include(", then ");
      expect(values.full?.["cider"], "as long as a reference").to.be.above(1e-6);
      expect(values.full).to.include.keys("chair_s", "things_named", "clip_score");
    }
  });

  it("tells what it sees in order where order is asked for", () => {
    for (const { written } of samplesOf("time-order-written")) expect(written?.full?.[0]).to.include(", then ");
  });

  it("says yes to what it names, and not to everything because of an article", () => {
    const polled = samplesOf("objects-polled");
    const saysYes = polled.map(({ values }) => values.full?.["yes_ratio"]);
    expect(saysYes).to.include(0).and.include(1);
  });

  it("is not held to answers that it is never asked for", () => {
    expect(evaluation.document.skipped["labelled-answer"]).to.match(
      /an open question needs a model that takes questions/,
    );
  });

  it("need not write again what it wrote for an earlier run", async () => {
    const output = join(folder, "results.json");
    const runs = [await examine(["objects-polled"], output), await examine(["objects-polled"], output)];
    const [first, second] = runs.map(({ samples }) => samples);
    expect(second).to.deep.equal(first);
  });
});

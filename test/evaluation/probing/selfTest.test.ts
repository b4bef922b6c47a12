import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { parseDeclaration, type Declared } from "../../../src/evaluation/declaration.js";
import type { TaskSummary } from "../../../src/evaluation/probing/summarise.js";
import { findTasks } from "../../../src/evaluation/registry.js";
import { isClipTask } from "../../../src/evaluation/task.js";
import { knownEmbedding } from "../../fixtures/knowingModel.js";
import { examine } from "./examine.js";
import { blind, coin, createReadingModel, dimension, oracle, reversedReader, singleFrameReader } from "./readers.js";

const made = findTasks([])
  .filter(isClipTask)
  .map(({ declared }) => declared);
const orderTasks = ["time-order", "time-first", "time-last", "time-direction"];
const declaredChance = (task: string) => made.find(({ name }) => name === task)?.chance ?? {};
/** A model that can do nothing but embed cannot be examined by all. */
const embedded = made.filter(({ requires }) => requires.some((set) => set.includes("image")));
const pairs = made.filter(({ outputType }) => outputType === "pair");

describe("the harness, on examinees whose knowledge is known", function () {
  this.timeout(120_000);

  const headlineOf = (declared: Declared<"clips">, summary: TaskSummary) => summary.figures[declared.headline];

  it("gives an oracle everything, and says which tasks test time", async () => {
    const summaries = await examine(createReadingModel("oracle", oracle), embedded);
    for (const declared of embedded.filter(({ outputType }) => outputType !== "localise")) {
      const summary = summaries.get(declared.name) as TaskSummary;
      expect(headlineOf(declared, summary)?.value, declared.name).to.equal(1);
      for (const name of Object.keys(summary.chance))
        expect(summary.figures[name]?.value, `${declared.name} ${name}`).to.equal(1);
    }
    expect(summaries.get("time-when")?.figures["r1_0.7"]?.value).to.equal(1);
    for (const task of [...orderTasks, "time-order-asked", "time-order-seen", "time-direction-seen"]) {
      const summary = summaries.get(task) as TaskSummary;
      expect(summary.testsTime, task).to.equal("yes");
      expect(summary.baselines.reversed, task).to.satisfy((of: Record<string, number>) =>
        Object.keys(declaredChance(task)).every((name) => of[name] === 0),
      );
    }
    for (const task of orderTasks) expect(summaries.get(task)?.temporalGain?.interval?.[0], task).to.be.above(0.3);
    for (const task of ["time-count", "time-duration", "time-absence", "time-stillness", "objects-removed"])
      expect(summaries.get(task)?.testsTime, task).to.equal("no");
    expect(summaries.get("time-absence")?.warnings).to.deep.equal(["a single frame does as well as all of them"]);
  });

  it("gives a coin chance, within its interval as often as that promises", async () => {
    const summaries = await examine(createReadingModel("coin", coin), embedded);
    const held = embedded.flatMap((declared) => {
      const { figures, chance, warnings } = summaries.get(declared.name) as TaskSummary;
      expect(warnings, declared.name).to.be.empty;
      return Object.entries(chance).map(([name, guess]) => {
        const [low, high] = (figures[name] as { readonly interval: readonly [number, number] }).interval;
        return { figure: `${declared.name} ${name}`, holds: low <= guess && guess <= high };
      });
    });
    expect(held.length).to.be.above(20);
    const missed = held.filter(({ holds }) => !holds).map(({ figure }) => figure);
    expect(missed, "of 95 % intervals one in twenty misses").to.have.length.of.at.most(Math.ceil(held.length / 20));
  });

  it("gives one who reads the texts alone half of the clips and no group", async () => {
    const summaries = await examine(createReadingModel("text-only", blind), pairs);
    for (const [task, { figures, baselines, temporalGain }] of summaries) {
      expect(figures["pairwise_acc"]?.value, task).to.equal(0.5);
      expect([figures["text_acc"]?.value, figures["group_acc"]?.value], task).to.deep.equal([0, 0]);
      expect(baselines.text_only?.["pairwise_acc"], task).to.equal(0.5);
      expect(temporalGain?.value, task).to.equal(0);
    }
  });

  it("catches by the text alone who profits from sentences that give themselves away", async () => {
    const path = "own.yaml";
    const yaml = readFileSync(join(packageRoot, "src/evaluation/tasks/time-direction.yaml"), "utf8");
    const unbalanced = yaml
      .replace("outputType: pair", "outputType: choose")
      .replace("headline: pairwise_acc", "headline: acc")
      .replace(/chance: .*/, "chance: { acc: 0.5 }")
      .replace("  - [{ of: a, as: reversed }]\n", "");
    const declared = parseDeclaration(unbalanced, "own", "clips", path);
    const seen = knownEmbedding("the same", dimension);
    const likesForwards = (text: string) =>
      text.endsWith("forwards") ? seen : knownEmbedding(text === "the same" ? text : `other ${text}`, dimension);
    const model = createReadingModel("likes-forwards", blind, likesForwards);
    const summary = (await examine(model, [declared])).get("own");
    expect(summary?.figures["acc"]?.value).to.equal(1);
    expect(summary?.warnings).to.include("the sentences alone tell which is right");
    expect(summary?.baselines.text_only?.["acc"]).to.equal(1);
    expect(summary?.testsTime).to.equal("no");
  });

  it("catches by the best single frame who looks at no order", async () => {
    const summaries = await examine(createReadingModel("single-frame", singleFrameReader), pairs);
    for (const task of orderTasks) {
      const { figures, temporalGain } = summaries.get(task) as TaskSummary;
      expect(figures["pairwise_acc"]?.value, task).to.equal(0.5);
      expect([figures["text_acc"]?.value, figures["video_acc"]?.value], task).to.deep.equal([0, 0]);
      expect(temporalGain?.value, task).to.equal(0);
    }
    const absence = summaries.get("time-absence");
    expect(absence?.figures["group_acc"]?.value).to.equal(1);
    expect(absence?.temporalGain?.value).to.equal(0);
    expect(absence?.warnings).to.include("a single frame does as well as all of them");
  });

  it("gives nothing to one who sees all backwards, and all of it to its reversed control", async () => {
    const tasks = made.filter(({ name }) => orderTasks.includes(name));
    const summaries = await examine(createReadingModel("reversed", reversedReader), tasks);
    for (const [task, { figures, baselines }] of summaries) {
      expect(figures["pairwise_acc"]?.value, task).to.equal(0);
      expect(baselines.reversed?.["pairwise_acc"], task).to.equal(1);
    }
  });

  const shared = join(packageRoot, "..", "shared", "design", "evaluation", "harness_selftest.json");
  (existsSync(shared) ? it : it.skip)("states the chance that iid scores have", () => {
    const { iid_random_scores: iid } = JSON.parse(readFileSync(shared, "utf8")) as {
      readonly iid_random_scores: Readonly<Record<string, number>>;
    };
    for (const { name, chance } of pairs) {
      expect(chance["pairwise_acc"], name).to.equal(iid["pairwise_acc"]);
      expect(chance["text_acc"], name).to.equal(iid["winoground_text"]);
      expect(chance["video_acc"], name).to.equal(iid["winoground_image"]);
      expect(chance["group_acc"], name).to.be.closeTo(iid["winoground_group"] as number, 1e-9);
    }
  });
});

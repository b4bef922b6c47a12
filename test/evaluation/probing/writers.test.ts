import { expect } from "chai";
import type { Declared } from "../../../src/evaluation/declaration.js";
import type { TaskSummary } from "../../../src/evaluation/probing/summarise.js";
import { findTasks } from "../../../src/evaluation/registry.js";
import type { TextGenerator } from "../../../src/models/capabilities/generation.js";
import type { Model } from "../../../src/models/model.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { examine } from "./examine.js";
import { phraseOf, readPixels } from "./readers.js";

/** A model that writes captions and can do nothing else. */
function createWritingModel(maxFrames: number, write: (clips: readonly number[]) => string): Model {
  const generator: TextGenerator = {
    maxFrames,
    maxEdge: 64,
    takesPrompts: false,
    async *generate({ frames, prompt }) {
      expect(prompt).to.equal(undefined);
      expect(frames.length).to.be.at.most(maxFrames);
      const clips = frames.flatMap((frame) => readPixels(frame)?.clip ?? []);
      const text = write(clips.filter((clip, n) => clip !== clips[n - 1]));
      for (const piece of text.split(/(?<= )/)) yield { text: piece };
    },
  };
  return modelOf({ id: "test/writer", hash: String(maxFrames), dimension: 1 }, { generation: generator });
}

const told = (clips: readonly number[]) =>
  clips.length > 0 ? `${clips.map(phraseOf).join(", then ")}. That is all.` : "Nothing.";

describe("models that only write captions", () => {
  const [order, written] = findTasks(["time-order", "time-order-written"]).map(({ declared }) => declared) as [
    Declared<"clips">,
    Declared<"clips">,
  ];
  const summaryOf = async (model: Model) => (await examine(model, [order])).get("time-order") as TaskSummary;

  it("are examined by what they write of all frames", async () => {
    const { figures, testsTime, baselines, temporalGain, unansweredShare } = await summaryOf(
      createWritingModel(8, told),
    );
    expect(figures["group_acc"]?.value).to.equal(1);
    expect(baselines.reversed?.["pairwise_acc"]).to.equal(0);
    expect(baselines.text_only?.["pairwise_acc"]).to.equal(0.5);
    expect(temporalGain?.value).to.equal(0.5);
    expect(testsTime).to.equal("yes");
    expect(unansweredShare).to.equal(0);
  });

  it("are asked about each frame where they take one, whose captions are strung together", async () => {
    const { figures } = await summaryOf(createWritingModel(1, told));
    expect(figures["group_acc"]?.value).to.equal(1);
  });

  it("name in order what is joined, where they see it", async () => {
    const ordersOf = async (model: Model) => (await examine(model, [written])).get("time-order-written");
    const inOrder = await ordersOf(createWritingModel(8, told));
    expect(inOrder?.figures["order_acc"]?.value).to.equal(1);
    expect(inOrder?.figures["names_both"]?.value).to.equal(1);
    expect(inOrder?.baselines.reversed?.["order_acc"]).to.equal(0);
    expect(inOrder?.testsTime).to.equal("yes");
    const backwards = await ordersOf(createWritingModel(8, (clips) => told(clips.toReversed())));
    expect(backwards?.figures["order_acc"]?.value).to.equal(0);
    const silent = await ordersOf(createWritingModel(8, () => ""));
    expect(silent?.figures["order_acc"]?.value).to.equal(0.5);
    expect(silent?.figures["names_both"]?.value).to.equal(0);
  });

  it("have chance where they see the same in everything, and where they write nothing", async () => {
    const same = await summaryOf(createWritingModel(8, () => "a thing, and a thing"));
    expect(same.figures["pairwise_acc"]?.value).to.equal(0.5);
    const silent = await summaryOf(createWritingModel(8, () => ""));
    expect(silent.figures["pairwise_acc"]?.value).to.equal(0.5);
    expect(silent.unansweredShare).to.equal(1);
  });
});

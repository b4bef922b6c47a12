import { expect } from "chai";
import type { Embedding } from "../../../src/core/vectors.js";
import type { Declared } from "../../../src/evaluation/declaration.js";
import { openExaminee } from "../../../src/evaluation/examinees/openExaminee.js";
import { faultOfExaminee } from "../../../src/evaluation/probing/examine.js";
import type { TaskSummary } from "../../../src/evaluation/probing/summarise.js";
import { findTasks } from "../../../src/evaluation/registry.js";
import type { PrefixGenerator } from "../../../src/models/capabilities/prefix.js";
import type { Model } from "../../../src/models/model.js";
import { createModelShelf, type ModelShelf } from "../../../src/models/modelShelf.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { examine } from "./examine.js";
import { clipCount, phraseOf, readPixels } from "./readers.js";

const dimension = clipCount + 1;
const identity = { id: "test/eyes", hash: "1", dimension };

/** Gives each made-up clip a direction of its own, and grey the last. */
const eyes = modelOf(identity, {
  image: {
    modelId: identity.id,
    dimension,
    input: { width: 4, height: 4, fit: "stretch" },
    encode: async (frames) =>
      frames.map((frame): Embedding => {
        const clip = readPixels(frame)?.clip ?? clipCount;
        return new Float32Array(dimension).fill(1, clip, clip + 1);
      }),
  },
});
const models: ModelShelf = { open: async () => eyes };

/** Writes what the mean of embeddings says, in which there is no order; `onClip` hears how many they were. */
function createDescriber(
  space: PrefixGenerator["space"] | null = identity,
  onClip: (frames: number) => void = () => {},
): Model {
  const prefix: PrefixGenerator = {
    dimension,
    space: space ?? undefined,
    async *generate({ embeddings, timesSeconds }) {
      expect(timesSeconds).to.have.length(embeddings.length);
      onClip(embeddings.length);
      const seen = [...Array(clipCount).keys()].filter((clip) => embeddings.some((embedding) => embedding[clip]));
      yield { text: seen.length > 0 ? `${seen.map(phraseOf).join(" and ")}.` : "Nothing." };
    },
  };
  return modelOf({ id: "test/describer", hash: "2", dimension: 0 }, { prefix });
}

const failureOf = (opening: Promise<unknown>) => opening.catch((reason: unknown) => reason) as Promise<Error>;

describe("models that write from embeddings", () => {
  it("tell order by what they write of each frame, which the mean of frames cannot", async () => {
    const declared = findTasks(["time-order", "time-order-written"]).map(
      (task) => task.declared,
    ) as Declared<"clips">[];
    const summaries = await examine(createDescriber(), declared, models);
    const { figures, baselines, testsTime, unansweredShare } = summaries.get("time-order") as TaskSummary;
    expect(figures["group_acc"]?.value).to.equal(1);
    expect(baselines.reversed?.["pairwise_acc"]).to.equal(0);
    expect(baselines.text_only?.["pairwise_acc"]).to.equal(0.5);
    expect(testsTime).to.equal("yes");
    expect(unansweredShare).to.equal(0);
    expect(summaries.get("time-order-written")?.figures["order_acc"]?.value).to.equal(1);
  });

  it("describe what is shown in the main from all frames at once", async () => {
    const counts: number[] = [];
    const examinee = await openExaminee(
      createDescriber(identity, (frames) => counts.push(frames)),
      models,
    );
    const frame = { timeSeconds: 0, width: 4, height: 4, pixels: new Uint8Array(48) };
    await examinee.see([frame], ["black"]);
    const frames = [0, 1, 2].map((timeSeconds) => ({ hash: "black", timeSeconds }));
    await examinee.writer?.write({ frames, endSeconds: 3, seams: [] }, { maxTokens: 8 });
    expect(counts).to.deep.equal([3]);
  });

  it("take part in tasks of writing and of sentences, and not in those of embeddings", async () => {
    const examinee = await openExaminee(createDescriber(), models);
    expect(examinee.by).to.deep.equal(["prefix"]);
    const faultOf = (name: string) =>
      faultOfExaminee((findTasks([name])[0] as { declared: Declared }).declared, examinee);
    for (const name of ["labelled-caption", "time-order-written", "time-order", "objects-polled"])
      expect(faultOf(name), name).to.equal(undefined);
    expect(faultOf("time-order-seen")).to.equal("it needs a model with image");
    expect(faultOf("labelled-rank")).to.equal("it needs a model with image and text");
  });

  it("are refused where nobody gives the embeddings that they read, which is said", async () => {
    const refusal = async (space: PrefixGenerator["space"] | null, from = models) =>
      failureOf(openExaminee(createDescriber(space), from));
    const other = await refusal({ ...identity, hash: "0" });
    expect(other).to.include({ code: "usage" });
    expect(other.message).to.contain(
      "test/describer cannot be examined: it reads embeddings of another version of test/eyes",
    );
    const unnamed = await refusal(null);
    expect(unnamed.message).to.contain("it does not say which model's embeddings it reads");
    const absent = await refusal({ id: "nobody/knows", hash: "0" }, createModelShelf());
    expect(absent).to.include({ code: "environment" });
    expect(absent.message).to.contain("it reads embeddings of nobody/knows, which cannot be opened: ");
  });
});

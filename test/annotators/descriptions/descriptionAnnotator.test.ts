import { expect } from "chai";
import type { AnnotatableVideo } from "../../../src/annotators/annotator.js";
import { createAnnotators } from "../../../src/annotators/annotators.js";
import { collectSegments } from "../../../src/annotators/collectSegments.js";
import { loadConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import {
  createDescriptionAnnotator,
  type DescriptionWriter,
} from "../../../src/annotators/descriptions/descriptionAnnotator.js";
import { createEmbeddingDescriber } from "../../../src/annotators/descriptions/embeddingDescriber.js";
import { createFrameDescriber } from "../../../src/annotators/descriptions/frameDescriber.js";
import { toSentences } from "../../../src/annotators/descriptions/sentences.js";
import type { TextGenerator, TextRequest } from "../../../src/models/capabilities/generation.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { createModelShelf } from "../../../src/models/modelShelf.js";
import { openModel } from "../../../src/models/openModel.js";
import { itIsAnAnnotator } from "../../conformance/annotator.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { doublesFolder, useHub, type UsedHub } from "../../models/hub/useHub.js";
import { failureOf } from "../../store/fixtures.js";
import { calibrationOf, textEncoder, videoOfShots } from "../concepts/spokenWorld.js";

const ordinary = loadConceptBank();

/** Says of each part what it is told, and remembers what it was asked. */
const writerOf = (describe: DescriptionWriter["describe"]): DescriptionWriter => ({
  fingerprint: "scripted",
  needs: "frames",
  describe,
});
const create = (describe: DescriptionWriter["describe"], calibration = calibrationOf({})) =>
  createDescriptionAnnotator({
    writer: writerOf(describe),
    ordinary,
    calibration,
    textEncoder: () => Promise.resolve(textEncoder),
  });
const saying = (text: string) => create(() => Promise.resolve(text));
const textsOf = async (annotator: ReturnType<typeof create>, video: AnnotatableVideo) =>
  (await collectSegments(annotator, video)).segments.map(({ text }) => text);

const sentence = "A cat sleeps on a red sofa";
const cat = videoOfShots([{ seconds: 6, shows: [sentence] }]);

describe("the annotator that says what a model writes", () => {
  itIsAnAnnotator(
    () => saying(`${sentence}.`),
    () =>
      Promise.resolve({
        "of one shot": cat,
        "of two": videoOfShots([4, 5].map((seconds) => ({ seconds, shows: [sentence] }))),
      }),
  );

  it("keeps what the picture shows, and drops what it does not", async () => {
    expect(await textsOf(saying(`${sentence}. Three giraffes dance.`), cat)).to.deep.equal([sentence]);
    expect(await textsOf(saying("Three giraffes dance."), cat)).to.deep.equal([]);
  });

  it("bases each sentence on the frame that was described, with the share of texts that stand out less", async () => {
    const described: number[] = [];
    const annotator = create(({ keyframe }) => {
      described.push(keyframe.timeSeconds);
      return Promise.resolve(sentence);
    });
    const [segment] = (await collectSegments(annotator, cat)).segments;
    expect(segment?.phrases).to.have.length(1);
    expect(segment?.phrases[0]?.keyframesSeconds).to.deep.equal(described);
    expect(segment?.phrases[0]?.similarity).to.be.closeTo(1, 1e-5);
    expect(segment?.confidence).to.be.within(0.95, 1);
  });

  it("joins neighbours of which the same is said", async () => {
    const shots = videoOfShots([3, 3].map((seconds) => ({ seconds, shows: [sentence] })));
    const { segments } = await collectSegments(saying(sentence), shots);
    expect(segments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).to.deep.equal([[0, 6]]);
  });

  it("has nothing described that is unlike all that was calibrated on", async () => {
    const annotator = create(() => Promise.reject(new Error("it was asked")), calibrationOf({ minLikeness: 0.9 }));
    expect(await textsOf(annotator, cat)).to.deep.equal([]);
  });

  it("has another fingerprint with another writer or model", () => {
    const others = [create(() => Promise.resolve(""), { ...calibrationOf({}), model: { id: "other", hash: "9" } })];
    for (const other of others) expect(other.fingerprint).not.to.equal(saying("").fingerprint);
  });
});

describe("what describes the keyframes of a video", () => {
  const identity = { id: "test/writer", hash: "1", dimension: 0 };
  const picture = { timeSeconds: 2.5, width: 4, height: 4, pixels: new Uint8Array(48) };

  it("decodes the frame, and gives the model that alone, as large as it sees it", async () => {
    const asked: TextRequest[] = [];
    const generation: TextGenerator = {
      maxFrames: 1,
      maxEdge: 64,
      takesPrompts: false,
      async *generate(request) {
        asked.push(request);
        yield { text: "A cat" };
        yield { text: " sleeps" };
      },
    };
    const requests: object[] = [];
    const video: AnnotatableVideo = {
      ...cat,
      media: () => Promise.resolve({ width: 1280, height: 720, sampleAspectRatio: 1 } as never),
      async *pictures(request) {
        requests.push(request);
        yield picture;
        throw new Error("it was asked for more");
      },
    };
    const writer = createFrameDescriber({ model: modelOf(identity, { generation }), maxTokens: 9 });
    const keyframe = { timeSeconds: 2.5, embedding: new Float32Array(1) };
    const part = { startSeconds: 0, endSeconds: 6, frame: keyframe.embedding, clip: undefined, frames: [keyframe] };
    const text = await writer.describe({ part, keyframe }, video, new AbortController().signal);
    expect(text).to.equal("A cat sleeps");
    expect(asked).to.deep.equal([{ frames: [picture], maxTokens: 9 }]);
    expect(requests).to.deep.equal([
      { width: 64, height: 36, fit: "crop", select: { mode: "all" }, startSeconds: 2.498 },
    ]);
  });

  it("is refused by name where the model is not here, or does not write", async () => {
    await using models = createModelShelf();
    const parts = { model: modelOf({ id: "test/spoken", hash: "0", dimension: 256 }, { text: textEncoder }), models };
    const failure = (model: string) =>
      failureOf(() => createAnnotators([{ name: "descriptions", model, maxTokens: 8 }], parts));
    const absent = await failure("nobody/nothing");
    expect(absent).to.include({ code: "environment" });
    expect(absent.message).to.contain("nobody/nothing").and.contain("models pull");
    const mute = await failure("kinodex/embedded");
    expect(mute).to.include({ code: "usage" });
    expect(mute.message).to.contain('no capability "generation"');
  });
});

describe("what describes a video by what the index holds of it", () => {
  const dimension = 16;
  const space = { id: "double/clip", hash: "0".repeat(64), dimension };
  const index = modelOf(space, { text: textEncoder });
  let hub: UsedHub;

  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await pullModel("double/prefix");
  });
  after(() => hub[Symbol.asyncDispose]());

  it("writes about the embeddings of a part's frames, and asks for nothing else of the video", async () => {
    await using model = await openModel("double/prefix", { providers: ["cpu"], intraOpThreads: 1 });
    const writer = createEmbeddingDescriber({ model, maxTokens: 6 });
    expect(writer.needs).to.equal("embeddings");
    const embedding = (n: number) => new Float32Array(dimension).fill(1, n, n + 1);
    const describe = (...frames: readonly { timeSeconds: number; embedding: Float32Array }[]) => {
      const [keyframe] = frames as [(typeof frames)[number]];
      const part = { startSeconds: 0, endSeconds: 6, frame: keyframe.embedding, clip: undefined, frames };
      return writer.describe({ part, keyframe }, {} as never, new AbortController().signal);
    };
    const text = await describe({ timeSeconds: 1, embedding: embedding(2) });
    expect(text).to.not.equal("");
    expect(await describe({ timeSeconds: 1, embedding: embedding(2) })).to.equal(text);
    const both = [2, 9].map((n) => ({ timeSeconds: n, embedding: embedding(n) }));
    expect(await describe(...both)).to.not.equal(text);
  });

  it("is refused where it reads the embeddings of another model, and says whose it reads", async () => {
    await using models = createModelShelf();
    const choice = { name: "descriptions", model: "double/prefix", maxTokens: 8 } as const;
    for (const [identity, fault] of [
      [{ ...space, id: "test/other" }, /it reads embeddings of double\/clip, not of test\/other/],
      [{ ...space, hash: "1" }, /it reads embeddings of another version of double\/clip/],
    ] as const) {
      const error = await failureOf(() =>
        createAnnotators([choice], { model: modelOf(identity, { text: textEncoder }), models }),
      );
      expect(error).to.include({ code: "usage" });
      expect(error.message).to.match(fault);
    }
    // Captions of that model were never calibrated.
    const { unavailable } = await createAnnotators([choice], { model: index, models });
    expect(unavailable.map(({ name }) => name)).to.deep.equal(["descriptions"]);
  });
});

describe("toSentences", () => {
  for (const [text, sentences] of [
    ["A dog runs.", ["A dog runs"]],
    [" A dog\n runs.  It is red! Is it", ["A dog runs", "It is red!"]],
    ["a dog runs along", ["a dog runs along"]],
    ["A dog. A dog. A cat.", ["A dog", "A cat"]],
    ["… \u0007 1. ", []],
    [`${"very ".repeat(60)}long. Short.`, ["Short"]],
  ] as const)
    it(`reads ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(toSentences(text)).to.deep.equal(sentences);
    });
});

import { expect } from "chai";
import { loadConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import type { AnnotatableVideo, Annotator } from "../../../src/annotators/annotator.js";
import { createAnnotators } from "../../../src/annotators/annotators.js";
import { collectSegments } from "../../../src/annotators/collectSegments.js";
import { createConceptAnnotator } from "../../../src/annotators/concepts/conceptAnnotator.js";
import { overlapSeconds } from "../../../src/core/span.js";
import { createModelShelf } from "../../../src/models/modelShelf.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { itIsAnAnnotator } from "../../conformance/annotator.js";
import { failureOf } from "../../store/fixtures.js";
import type { CaptionDomain } from "../../../src/annotators/concepts/calibration.js";
import { calibrationOf, domain, embeddingOf, smallBank, textEncoder, videoOfShots } from "./spokenWorld.js";

const ordinary = loadConceptBank();
const createOf = (...changes: readonly Partial<CaptionDomain>[]) =>
  createConceptAnnotator({
    bank: smallBank,
    ordinary,
    calibration: calibrationOf(...changes),
    textEncoder: () => Promise.resolve(textEncoder),
  });
const create = (changes: Partial<CaptionDomain> = {}) => createOf(changes);
const describeVideo = async (annotator: Annotator, video: AnnotatableVideo) =>
  (await collectSegments(annotator, video)).segments;
const caption = (...shows: readonly string[][]) =>
  describeVideo(create(), videoOfShots(shows.map((texts) => ({ seconds: 6, shows: texts }))));

describe("the annotator that composes concepts", () => {
  const videos = {
    "of one shot": videoOfShots([{ seconds: 5, shows: ["a cat"] }]),
    "of one long shot": videoOfShots([{ seconds: 61, shows: ["in a forest"] }]),
    "of shots that change": videoOfShots(
      ["a cat", "a boat", "a cat", "on a beach"].map((text) => ({ seconds: 4, shows: [text] })),
    ),
    "of shots that stay alike": videoOfShots([1, 2, 3].map(() => ({ seconds: 3, shows: ["a car"] }))),
  };
  itIsAnAnnotator(create, () => Promise.resolve(videos));

  it("bases what it says on frames of the video, in spans that do not overlap, and joins those that say the same", async () => {
    for (const [name, video] of Object.entries(videos)) {
      const { frames } = await video.embeddings();
      const segments = await describeVideo(create(), video);
      for (const [n, segment] of segments.entries()) {
        expect(segment.phrases, name).not.to.be.empty;
        for (const { keyframesSeconds } of segment.phrases) {
          expect(keyframesSeconds, name).not.to.be.empty;
          expect([...frames.times]).to.include.members(keyframesSeconds);
        }
        const before = segments[n - 1];
        if (!before) continue;
        expect(overlapSeconds(before, segment), name).to.equal(0);
        if (segment.startSeconds - before.endSeconds < 0.01) expect(segment.text, name).not.to.equal(before.text);
      }
    }
  });

  it("says nothing about a video without frames", async () => {
    const nothing = { times: new Float64Array(), embeddings: new Float32Array() };
    const embeddings = { frames: nothing, clips: { clips: [], embeddings: new Float32Array() } };
    const video = { ...videoOfShots([]), durationSeconds: 5, embeddings: () => Promise.resolve(embeddings) };
    expect(await describeVideo(create(), video)).to.deep.equal([]);
  });

  it("says what is there, and composes subject and place", async () => {
    const [segment, ...others] = await caption(["a cat", "on a beach"]);
    expect(others).to.be.empty;
    expect(segment?.text).to.equal("a cat on a beach");
    expect(segment?.phrases.map(({ kind, text }) => [kind, text])).to.deep.equal([
      ["subjects", "a cat"],
      ["places", "on a beach"],
    ]);
  });

  it("does not read texts again that came with the calibration", async () => {
    const asked: string[] = [];
    const encode = (texts: readonly string[]) => {
      asked.push(...texts);
      return textEncoder.encode(texts);
    };
    const said = async (known: readonly string[]) => {
      const texts = new Map(known.map((text) => [text, embeddingOf(text)]));
      const parts = { bank: smallBank, ordinary, calibration: { ...calibrationOf({}), texts } };
      const annotator = createConceptAnnotator({
        ...parts,
        textEncoder: () => Promise.resolve({ ...textEncoder, encode }),
      });
      return describeVideo(annotator, videoOfShots([{ seconds: 6, shows: ["a cat", "on a beach"] }]));
    };
    const whole = await said([]);
    const every = [...new Set(asked)];
    expect(every).to.include.members(["a cat", "on a beach"]);
    asked.length = 0;
    expect(await said(every.filter((text) => text !== "a cat"))).to.deep.equal(whole);
    expect([...new Set(asked)]).to.deep.equal(["a cat"]);
  });

  it("says nothing of what its bank does not know", async () => {
    expect(await caption(["a nuclear reactor"], ["an unheard-of thing"], ["qwertz"])).to.deep.equal([]);
  });

  it("leaves a gap where it knows nothing", async () => {
    const segments = await caption(["a bird"], ["an unheard-of thing"], ["a bird"]);
    expect(segments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).to.deep.equal([
      [0, 6],
      [12, 18],
    ]);
  });

  it("says what class it is where it is not sure which of its members", async () => {
    const torn = ["a dog", "a cat", "a bird", "a fish"];
    const byLead = { ...domain.kinds.subjects, offset: -12, standWeight: 0, marginWeight: 4 };
    const annotator = create({
      kinds: { ...domain.kinds, subjects: byLead },
      classes: { ...domain.classes, subjects: { ...byLead, offset: -6 } },
    });
    const said = async (...shows: string[]) =>
      (await describeVideo(annotator, videoOfShots([{ seconds: 6, shows }]))).map(({ text }) => text);
    expect(await said(...torn)).to.deep.equal(["an animal"]);
    expect(await said("a boat")).to.deep.equal(["a boat"]);
    expect(await said("an unheard-of thing")).to.deep.equal([]);
  });

  it("is silent about a kind that was not right often enough, however near it is", async () => {
    const silent = { ...domain.kinds.subjects, minConfidence: null };
    const annotator = create({
      kinds: { ...domain.kinds, subjects: silent },
      classes: { ...domain.classes, subjects: silent },
    });
    expect(await describeVideo(annotator, videoOfShots([{ seconds: 6, shows: ["a cat"] }]))).to.deep.equal([]);
  });

  it("is silent about a phrase that was not right often enough itself, and says it where it was surer", async () => {
    const levelled = (levels: Readonly<Record<string, number | null>>) =>
      create({
        kinds: { ...domain.kinds, subjects: { ...domain.kinds.subjects, levels } },
        classes: { ...domain.classes, subjects: { ...domain.classes.subjects, minConfidence: null } },
      });
    const saidOf = async (levels: Readonly<Record<string, number | null>>, shows: string) =>
      (await describeVideo(levelled(levels), videoOfShots([{ seconds: 6, shows: [shows] }]))).map(({ text }) => text);
    expect(await saidOf({ "a cat": null }, "a cat")).to.deep.equal([]);
    expect(await saidOf({ "a cat": null }, "a boat")).to.deep.equal(["a boat"]);
    expect(await saidOf({ "a cat": 0.95 }, "a cat")).to.deep.equal(["a cat"]);
    expect(await saidOf({ "a cat": 1 }, "a cat")).to.deep.equal([]);
  });

  it("says whether it is indoors where it is not even sure what kind of place it is", async () => {
    const torn = ["on a beach", "in a forest", "in the snow", "in a city", "in a village"];
    const unsaid = { ...domain.kinds.places, minConfidence: null };
    const byLead = { ...domain.classes.places, offset: -6, standWeight: 0, marginWeight: 4 };
    const places = async (surroundings: typeof byLead) => {
      const annotator = create({
        kinds: { ...domain.kinds, places: unsaid },
        classes: { subjects: unsaid, places: unsaid, surroundings },
      });
      const segments = await describeVideo(annotator, videoOfShots([{ seconds: 6, shows: torn }]));
      return segments.map(({ text }) => text);
    };
    expect(await places(byLead)).to.deep.equal(["outdoors"]);
    expect(await places(unsaid)).to.deep.equal([]);
  });

  it("names a class beside a member of another", async () => {
    const onlyBoats = { ...domain.kinds.subjects, levels: { "a dog": null, "a boat": 0.5 } };
    const lenient = { ...domain.classes.subjects, offset: -4, standWeight: 2 };
    const annotator = create({
      kinds: { ...domain.kinds, subjects: onlyBoats },
      classes: { ...domain.classes, subjects: lenient },
    });
    const [segment] = await describeVideo(annotator, videoOfShots([{ seconds: 6, shows: ["a boat", "a dog"] }]));
    expect(segment?.text).to.equal("a boat and an animal");
  });

  it("passes over phrases of which it was not known whether they are true", async () => {
    const shows = ["a cat", "a car", "a boat", "a boat"];
    const said = async (unknown: readonly string[]) => {
      const subjects = { ...domain.kinds.subjects, offset: -6, standWeight: 2, unknown };
      const annotator = create({ kinds: { ...domain.kinds, subjects } });
      const segments = await describeVideo(annotator, videoOfShots([{ seconds: 6, shows }]));
      return segments.flatMap(({ phrases }) => phrases.map(({ text }) => text));
    };
    const [first, second] = await said([]);
    expect(first).to.equal("a boat");
    expect(await said(["a boat"]))
      .to.include(second)
      .and.not.include("a boat");
  });

  it("judges each part by the domain that holds the picture nearest to it", async () => {
    const others = domain.cohort.frames.slice(1);
    const like = (text: string) => ({ frames: [embeddingOf(text), ...others], clips: domain.cohort.clips });
    const silent = { ...domain.kinds.subjects, minConfidence: null };
    const annotator = createOf(
      { name: "cats", cohort: like("a cat") },
      {
        name: "boats",
        cohort: like("a boat"),
        kinds: { ...domain.kinds, subjects: silent },
        classes: { ...domain.classes, subjects: silent },
      },
    );
    const video = videoOfShots(["a cat", "a boat"].map((text) => ({ seconds: 6, shows: [text] })));
    expect((await describeVideo(annotator, video)).map(({ text }) => text)).to.deep.equal(["a cat"]);
  });

  it("is silent about pictures unlike any that it was calibrated on", async () => {
    expect(
      await describeVideo(
        createOf({ minLikeness: 0.9 }, { minLikeness: 0.8 }),
        videoOfShots([{ seconds: 6, shows: ["a cat"] }]),
      ),
    ).to.be.empty;
  });

  it("never says the hour alone", async () => {
    expect(await caption(["at night"])).to.deep.equal([]);
  });

  it("has another fingerprint with another bank or calibration", () => {
    const other = create({ kinds: { ...domain.kinds, places: domain.kinds.colours } });
    expect(other.fingerprint).not.to.equal(create().fingerprint);
  });

  it("is unavailable, and says why, where the model was not measured", async () => {
    const identity = { id: "nobody/unmeasured", hash: "1", dimension: 256 };
    const model = modelOf(identity, { text: textEncoder });
    await using models = createModelShelf();
    const parts = { model, models };
    const { annotators, unavailable } = await createAnnotators([{ name: "concepts" }, { name: "subtitles" }], parts);
    expect(annotators.map(({ name }) => name)).to.deep.equal(["subtitles"]);
    expect(unavailable).to.have.length(1);
    expect(unavailable[0]).to.include({ name: "concepts", source: "caption" });
    expect(unavailable[0]?.unavailable).to.contain("nobody/unmeasured");
    const poems = "poems" as "concepts";
    expect((await failureOf(() => createAnnotators([{ name: poems }], parts))).message).to.contain("concepts");
  });
});

import { expect } from "chai";
import { loadConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import { createCaptioner } from "../../../src/annotators/concepts/createCaptioner.js";
import { createConceptCaptioner } from "../../../src/annotators/concepts/conceptCaptioner.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { itIsACaptioner } from "../../conformance/captioner.js";
import { failureOf } from "../../store/fixtures.js";
import { calibration, embeddingOf, smallBank, textEncoder, videoOfShots } from "./spokenWorld.js";

const ordinary = loadConceptBank();
const create = (changes: Partial<typeof calibration> = {}) =>
  createConceptCaptioner({
    bank: smallBank,
    ordinary,
    calibration: { ...calibration, ...changes },
    textEncoder: () => Promise.resolve(textEncoder),
  });
const caption = async (...shows: readonly string[][]) =>
  create().caption(videoOfShots(shows.map((texts) => ({ seconds: 6, shows: texts }))));

describe("the captioner that composes concepts", () => {
  itIsACaptioner(create, () => ({
    "of one shot": videoOfShots([{ seconds: 5, shows: ["a cat"] }]),
    "of one long shot": videoOfShots([{ seconds: 61, shows: ["in a forest"] }]),
    "of shots that change": videoOfShots(
      ["a cat", "a boat", "a cat", "on a beach"].map((text) => ({ seconds: 4, shows: [text] })),
    ),
    "of shots that stay alike": videoOfShots([1, 2, 3].map(() => ({ seconds: 3, shows: ["a car"] }))),
  }));

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
      const parts = { bank: smallBank, ordinary, calibration: { ...calibration, texts } };
      const captioner = createConceptCaptioner({
        ...parts,
        textEncoder: () => Promise.resolve({ ...textEncoder, encode }),
      });
      return captioner.caption(videoOfShots([{ seconds: 6, shows: ["a cat", "on a beach"] }]));
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
    const byLead = { ...calibration.kinds.subjects, offset: -12, standWeight: 0, marginWeight: 4 };
    const captioner = create({
      kinds: { ...calibration.kinds, subjects: byLead },
      classes: { ...calibration.classes, subjects: { ...byLead, offset: -6 } },
    });
    const said = async (...shows: string[]) =>
      (await captioner.caption(videoOfShots([{ seconds: 6, shows }]))).map(({ text }) => text);
    expect(await said(...torn)).to.deep.equal(["an animal"]);
    expect(await said("a boat")).to.deep.equal(["a boat"]);
    expect(await said("an unheard-of thing")).to.deep.equal([]);
  });

  it("is silent about a kind that was not right often enough, however near it is", async () => {
    const silent = { ...calibration.kinds.subjects, leastConfidence: null };
    const captioner = create({
      kinds: { ...calibration.kinds, subjects: silent },
      classes: { ...calibration.classes, subjects: silent },
    });
    expect(await captioner.caption(videoOfShots([{ seconds: 6, shows: ["a cat"] }]))).to.deep.equal([]);
  });

  it("is silent about a phrase that was not right often enough itself, and says it where it was surer", async () => {
    const levelled = (levels: Readonly<Record<string, number | null>>) =>
      create({
        kinds: { ...calibration.kinds, subjects: { ...calibration.kinds.subjects, levels } },
        classes: { ...calibration.classes, subjects: { ...calibration.classes.subjects, leastConfidence: null } },
      });
    const saidOf = async (levels: Readonly<Record<string, number | null>>, shows: string) =>
      (await levelled(levels).caption(videoOfShots([{ seconds: 6, shows: [shows] }]))).map(({ text }) => text);
    expect(await saidOf({ "a cat": null }, "a cat")).to.deep.equal([]);
    expect(await saidOf({ "a cat": null }, "a boat")).to.deep.equal(["a boat"]);
    expect(await saidOf({ "a cat": 0.95 }, "a cat")).to.deep.equal(["a cat"]);
    expect(await saidOf({ "a cat": 1 }, "a cat")).to.deep.equal([]);
  });

  it("is silent about pictures unlike any that it was calibrated on", async () => {
    expect(await create({ leastLikeness: 0.9 }).caption(videoOfShots([{ seconds: 6, shows: ["a cat"] }]))).to.be.empty;
  });

  it("never says the hour alone", async () => {
    expect(await caption(["at night"])).to.deep.equal([]);
  });

  it("has another fingerprint with another bank or calibration", () => {
    const other = create({ kinds: { ...calibration.kinds, places: calibration.kinds.colours } });
    expect(other.fingerprint).not.to.equal(create().fingerprint);
  });

  it("is refused by name where it does not exist, and absent where the model was not measured", async () => {
    const model = modelOf(
      { id: "nobody/unmeasured", hash: "1", dimension: textEncoder.dimension },
      { text: textEncoder },
    );
    expect((await failureOf(() => createCaptioner("poems" as "concepts", { model }))).message).to.contain("concepts");
    expect(createCaptioner("concepts", { model })).to.equal(undefined);
  });
});

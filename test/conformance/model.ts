import { expect } from "chai";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Capability } from "../../src/models/capabilities.js";
import { createModel } from "../../src/models/createModel.js";
import { families } from "../../src/models/families/families.js";
import type { ModelEntry } from "../../src/models/hub/modelFiles.js";
import type { Model } from "../../src/models/model.js";
import { skip } from "../skip.js";
import { itIsAnImageEncoder } from "./imageEncoder.js";
import { itIsAnImageGenerator } from "./imageGenerator.js";
import { itIsAnImageTextMatcher } from "./imageTextMatcher.js";
import { itIsAPrefixGenerator } from "./prefixGenerator.js";
import { itIsAPhraseGrounder } from "./phraseGrounder.js";
import { itIsASpeechTranscriber } from "./speechTranscriber.js";
import { itIsATemporalPooler } from "./temporalPooler.js";
import { itIsATextEncoder } from "./textEncoder.js";
import { itIsATextGenerator } from "./textGenerator.js";
import { itIsATextReader } from "./textReader.js";

/** What each capability must do. */
const suites: Readonly<Record<Capability, (model: () => Model, dimension: number) => void>> = {
  image: (model) => itIsAnImageEncoder(() => model().open("image")),
  text: (model) => itIsATextEncoder(() => model().open("text")),
  temporal: (model, dimension) => itIsATemporalPooler(() => model().open("temporal"), dimension),
  matching: (model) => itIsAnImageTextMatcher(() => model().open("matching")),
  generation: (model) => itIsATextGenerator(() => model().open("generation")),
  grounding: (model) => itIsAPhraseGrounder(() => model().open("grounding")),
  prefix: (model) => itIsAPrefixGenerator(() => model().open("prefix")),
  painting: (model) => itIsAnImageGenerator(() => model().open("painting")),
  transcription: (model) => itIsASpeechTranscriber(() => model().open("transcription")),
  reading: (model) => itIsATextReader(() => model().open("reading")),
};
const allCapabilities = Object.keys(suites) as Capability[];

/** What every model must do, whatever its family: one suite for each of its capabilities, and what holds for all. */
export function itIsAModel(entry: ModelEntry): void {
  const { identity, files, openers } = families.create(entry.manifest);
  const capabilities = Object.keys(openers) as Capability[];
  const options = { providers: ["cpu"], intraOpThreads: 1 } as const;
  let model: Model;

  before(() => {
    model = createModel(entry, options);
  });
  after(() => model[Symbol.asyncDispose]());

  it("tells what it is and what it can do before anything of it is loaded", () => {
    expect(model.identity).to.deep.equal(identity);
    expect(identity.id).to.equal(entry.manifest.id);
    expect(identity.hash).to.match(/^[0-9a-f]{64}$/);
    expect([...model.capabilities]).to.have.members(capabilities).and.not.be.empty;
    expect(model.providers()).to.deep.equal({});
  });

  it("names each of its files once", () => {
    const names = files.map(({ file }) => file);
    expect(names).to.deep.equal([...new Set(names)]).and.not.be.empty;
  });

  it("opens a capability once, for all who ask", async () => {
    for (const capability of capabilities) {
      const [first, second] = await Promise.all([model.open(capability), model.open(capability)]);
      expect(first, capability).to.equal(second);
    }
  });

  it("opens a capability again after it was released, and leaves the others alone", async () => {
    for (const capability of capabilities) {
      const others = capabilities.filter((other) => other !== capability);
      const before = await Promise.all(others.map((other) => model.open(other)));
      const released = await model.open(capability);
      await model.release(capability);
      expect(model.providers()).to.not.have.property(capability);
      expect(await model.open(capability), capability).to.not.equal(released);
      expect(await Promise.all(others.map((other) => model.open(other)))).to.deep.equal(before);
    }
  });

  it("refuses a capability that it lacks, and says what it has and who has the other", async () => {
    for (const capability of allCapabilities.filter((name) => !capabilities.includes(name))) {
      const error = await model.open(capability).catch((reason: unknown) => reason);
      expect(error, capability).to.include({ name: "KinodexError", code: "usage" });
      expect((error as Error).message)
        .to.include(`no capability "${capability}"`)
        .and.include(capabilities.join(", "));
      await model.release(capability); // there is nothing to let go of
    }
  });

  it("names a file that is missing, and tries again", async function () {
    if (files.every((file) => file.package !== undefined)) skip(this, "its files are in packages");
    await using lost = createModel({ ...entry, folder: join(tmpdir(), "kinodex-nowhere") }, options);
    for (const capability of capabilities)
      for (const _ of [1, 2]) {
        const error = await lost.open(capability).catch((reason: unknown) => reason);
        expect(error, capability).to.include({ name: "KinodexError", code: "environment" });
        expect((error as Error).message).to.include("kinodex-nowhere");
      }
  });

  it("lets go of all when it is closed, also of what is being opened", async () => {
    const closing = createModel(entry, options);
    const opening = Promise.all(capabilities.map((capability) => closing.open(capability)));
    await closing[Symbol.asyncDispose]();
    await opening;
    expect(closing.providers()).to.deep.equal({});
    await closing[Symbol.asyncDispose]();
  });

  for (const capability of capabilities)
    describe(`its capability ${capability}`, () => {
      suites[capability](() => model, identity.dimension);
    });
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../src/core/paths.js";
import { fitFrame } from "../../src/inference/preprocess.js";
import { openTokeniser } from "../../src/inference/tokeniser.js";
import type { VisionLanguageModel } from "../../src/models/contrastive.js";
import type { ContrastiveManifest } from "../../src/models/manifest.js";
import { openModel } from "../../src/models/openModel.js";
import { defaultModelId, findModel, locateFile } from "../../src/models/registry.js";
import { itIsAnImageEncoder } from "../conformance/imageEncoder.js";
import { itIsATemporalPooler } from "../conformance/temporalPooler.js";
import { itIsATextEncoder } from "../conformance/textEncoder.js";
import { cosine, toFrame, type StoredPicture } from "../inference/fixtures.js";

/** What the training framework gives on a few pictures, texts and clips; `models/training/export.py` writes it. */
interface EmbeddedReference {
  readonly images: readonly (StoredPicture & { readonly embedding: number[] })[];
  readonly texts: readonly { readonly text: string; readonly ids: number[]; readonly embedding: number[] }[];
  readonly clips: readonly {
    readonly frames: number[][];
    readonly timesSeconds: number[];
    readonly embedding: number[];
  }[];
}

const referencePath = join(packageRoot, "test", "fixtures", "embedded", "reference.json");
const isThere = existsSync(referencePath) && existsSync(join(packageRoot, "models", "embedded.json"));

(isThere ? describe : describe.skip)("kinodex/embedded against the training framework", () => {
  let reference: EmbeddedReference;
  let model: VisionLanguageModel;

  before(async () => {
    reference = JSON.parse(readFileSync(referencePath, "utf8")) as EmbeddedReference;
    model = await openModel(defaultModelId, { providers: ["cpu"] });
  });

  after(() => model[Symbol.asyncDispose]());

  it("encodes pictures of any size alike, from pixels", async () => {
    const encoder = await model.imageEncoder();
    const embeddings = await encoder.encode(reference.images.map(toFrame));
    expect(embeddings).not.to.have.length(0);
    for (const [n, embedding] of embeddings.entries()) {
      expect(cosine(embedding, reference.images[n]?.embedding ?? [])).to.be.at.least(0.999);
    }
  });

  it("gives texts the same token ids", async () => {
    const entry = await findModel(defaultModelId);
    const { text } = entry.manifest as ContrastiveManifest;
    const tokeniser = await openTokeniser({ ...text, ...text.tokenizer, path: locateFile(entry, text.tokenizer) });
    const { ids, mask } = tokeniser.encode(reference.texts.map((stored) => stored.text));
    for (const [row, stored] of reference.texts.entries()) {
      const start = row * text.contextLength;
      const length = [...mask.subarray(start, start + text.contextLength)].filter((real) => real === 1n).length;
      const found = [...ids.subarray(start, start + length)].map(Number);
      expect(found, stored.text).to.deep.equal(stored.ids);
    }
  });

  it("encodes texts alike", async () => {
    const encoder = await model.textEncoder();
    const embeddings = await encoder.encode(reference.texts.map((stored) => stored.text));
    expect(embeddings).not.to.have.length(0);
    for (const [n, embedding] of embeddings.entries()) {
      expect(cosine(embedding, reference.texts[n]?.embedding ?? [])).to.be.at.least(0.999);
    }
  });

  it("pools clips alike", async () => {
    const pooler = await model.temporalPooler();
    const clips = reference.clips.map(({ frames, timesSeconds }) => ({
      embeddings: frames.map((frame) => Float32Array.from(frame)),
      timesSeconds,
    }));
    const pooled = (await pooler?.pool(clips)) ?? [];
    expect(pooled).to.have.length(reference.clips.length);
    for (const [n, embedding] of pooled.entries()) {
      expect(cosine(embedding, reference.clips[n]?.embedding ?? [])).to.be.at.least(0.999);
    }
  });

  it("gives the same embedding when a frame is resized before it is encoded", async () => {
    const { manifest } = await findModel(defaultModelId);
    const { image } = manifest as ContrastiveManifest;
    const encoder = await model.imageEncoder();
    const frames = reference.images.map(toFrame);
    const direct = await encoder.encode(frames);
    const resized = await encoder.encode(frames.map((frame) => fitFrame(frame, { ...image, fit: image.resize })));
    for (const [n, embedding] of direct.entries()) {
      expect(cosine(embedding, resized[n] as Float32Array)).to.be.at.least(0.99999);
    }
  });

  describe("image encoder", () => itIsAnImageEncoder(() => model.imageEncoder()));
  describe("temporal pooler", () => {
    itIsATemporalPooler(async () => {
      const pooler = await model.temporalPooler();
      if (!pooler) throw new Error(`${defaultModelId} ships with a pooler`);
      return pooler;
    }, 256);
  });
  describe("text encoder", () => itIsATextEncoder(() => model.textEncoder()));
});

import { expect } from "chai";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { createModel } from "../../../src/models/createModel.js";
import { findModel } from "../../../src/models/hub/knownModels.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import type { ModelEntry } from "../../../src/models/hub/modelFiles.js";
import type { Model } from "../../../src/models/model.js";
import { itIsAModel } from "../../conformance/model.js";
import {
  cosine,
  drawFrame,
  readTinyManifest,
  readTinyReference,
  tinyFolder,
  toFrame,
  type StoredPicture,
} from "../../inference/fixtures.js";

const manifest = readTinyManifest();
const options = { providers: ["cpu"], intraOpThreads: 1 } as const;
const errorOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

const shipped = await findModel("kinodex/embedded");
const doubles = join(packageRoot, "test", "doubles");
const quirks: ModelEntry = { manifest: await readManifest(join(doubles, "contrastive.json")), folder: doubles };

describe("a contrastive model", () => {
  describe("that ships", () => itIsAModel(shipped));
  describe("that is tiny", () => itIsAModel({ manifest, folder: tinyFolder }));
  describe("unlike the one that ships", () => itIsAModel(quirks));

  let model: Model;
  before(() => {
    model = createModel({ manifest, folder: tinyFolder }, options);
  });
  after(() => model[Symbol.asyncDispose]());

  it("tells where a part runs once it is loaded", async () => {
    await using fresh = createModel({ manifest, folder: tinyFolder }, options);
    await fresh.open("text");
    expect(fresh.providers()).to.deep.equal({ text: "cpu" });
  });

  it("refuses work once an encoder is released, and loads nothing for it", async () => {
    for (const entry of [shipped, { manifest, folder: tinyFolder }]) {
      await using fresh = createModel(entry, options);
      const texts = await fresh.open("text");
      const pictures = await fresh.open("image");
      await Promise.all([fresh.release("text"), fresh.release("image")]);
      expect(await errorOf(texts.encode(["a zebra that nobody expects"]))).to.include({ code: "usage" });
      expect(await errorOf(pictures.encode([drawFrame(16, 16, 1)]))).to.include({ code: "usage" });
      expect(fresh.providers()).to.deep.equal({});
    }
  });

  it("pools clips as onnxruntime for Python does, times counted from the first frame", async () => {
    const { frames, timesSeconds, embedding } = readTinyReference().temporal;
    const clip = { embeddings: frames.map((frame) => Float32Array.from(frame)), timesSeconds };
    const pooler = await model.open("temporal");
    const other = { embeddings: clip.embeddings.slice(0, 1), timesSeconds: [3] };
    const [pooled, single] = (await pooler.pool([clip, other])) as Float32Array[];
    expect(cosine(pooled as Float32Array, embedding)).to.be.above(0.99999);
    expect(cosine(single as Float32Array, frames[0] as number[])).to.be.above(0.99999);
  });

  it("thins a clip of more frames than the pooler takes", async () => {
    const encoder = await model.open("image");
    const embeddings = await encoder.encode(Array.from({ length: 9 }, (_, seed) => drawFrame(16, 16, seed)));
    const timesSeconds = embeddings.map((_, n) => n);
    const pooler = await model.open("temporal");
    const [long] = (await pooler.pool([{ embeddings, timesSeconds }])) as Float32Array[];
    const kept = [0, 3, 5, 8];
    const [thinned] = (await pooler.pool([
      { embeddings: kept.map((n) => embeddings[n] as Float32Array), timesSeconds: kept },
    ])) as Float32Array[];
    expect(cosine(long as Float32Array, thinned as Float32Array)).to.be.above(0.99999);
  });

  it("refuses to pool an empty clip and embeddings of another dimension", async () => {
    const pooler = await model.open("temporal");
    for (const clip of [
      { embeddings: [], timesSeconds: [] },
      { embeddings: [new Float32Array(5)], timesSeconds: [0] },
    ]) {
      expect(await errorOf(pooler.pool([clip]))).to.include({ name: "KinodexError", code: "usage" });
    }
  });

  it("names the file that is missing and what to do", async () => {
    const lacking = { ...manifest, text: { ...manifest.text, file: "tiny/absent.onnx" } };
    await using broken = createModel({ manifest: lacking, folder: tinyFolder });
    expect((await errorOf(broken.open("text"))).message).to.match(/tiny\/absent\.onnx.*restore/);
  });

  it("reports an output that is not what the manifest promises", async () => {
    await using wrong = createModel({ manifest: { ...manifest, dimension: 9 }, folder: tinyFolder });
    const error = await errorOf((await wrong.open("text")).encode(["a dog"]));
    expect(error).to.include({ name: "KinodexError", code: "model" });
    expect(error.message).to.include("[1, 9]");
  });
});

describe("a contrastive model with batches of one, float16, weights of their own, int32 ids, token types and left padding", () => {
  interface QuirksReference {
    readonly pictures: readonly (StoredPicture & { readonly embedding: number[] })[];
    readonly texts: readonly { readonly text: string; readonly embedding: number[] }[];
  }
  const reference = JSON.parse(readFileSync(join(doubles, "contrastive", "reference.json"), "utf8")) as QuirksReference;
  let model: Model;
  before(() => {
    model = createModel(quirks, options);
  });
  after(() => model[Symbol.asyncDispose]());

  it("encodes pictures as Pillow and numpy do: from the longer short edge, by Lanczos, normalised", async () => {
    const encoder = await model.open("image");
    const embeddings = await encoder.encode(reference.pictures.map(toFrame));
    for (const [n, { embedding }] of reference.pictures.entries())
      expect(cosine(embeddings[n] as Float32Array, embedding)).to.be.above(0.9999);
  });

  it("encodes texts as numpy does: lower-cased, cut, and padded on the left", async () => {
    const encoder = await model.open("text");
    const embeddings = await encoder.encode(reference.texts.map(({ text }) => text));
    for (const [n, { text, embedding }] of reference.texts.entries())
      expect(cosine(embeddings[n] as Float32Array, embedding), text).to.be.above(0.99999);
  });

  it("tells the scale and the bias of its logits", async () => {
    expect(await model.open("text")).to.include({ logitScale: 10, logitBias: -5 });
    expect(manifest.logitBias).to.equal(0);
  });

  it("refuses weights that are not those that the manifest states", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kinodex-test-"));
    try {
      await cp(doubles, folder, { recursive: true });
      await writeFile(join(folder, "contrastive", "image.onnx_data"), Buffer.alloc(1152));
      await using changed = createModel({ ...quirks, folder }, options);
      const encoder = await changed.open("image"); // loads while its caller decodes
      const error = await errorOf(encoder.encode(reference.pictures.map(toFrame)));
      expect(error).to.include({ name: "KinodexError", code: "model" });
      expect(error.message).to.include("image.onnx_data").and.include("SHA-256");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

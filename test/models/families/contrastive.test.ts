import { expect } from "chai";
import { createModel } from "../../../src/models/createModel.js";
import { openIfCapable, type Model } from "../../../src/models/model.js";
import type { TemporalPooler } from "../../../src/temporal/pooler.js";
import { itIsATemporalPooler } from "../../conformance/temporalPooler.js";
import { cosine, drawFrame, readTinyManifest, readTinyReference, tinyFolder } from "../../inference/fixtures.js";

const manifest = readTinyManifest();

async function openPooler(model: Model): Promise<TemporalPooler> {
  return model.open("temporal");
}

describe("a contrastive model", () => {
  let model: Model;

  before(() => {
    model = createModel({ manifest: manifest, folder: tinyFolder }, { providers: ["cpu"], intraOpThreads: 1 });
  });

  after(() => model[Symbol.asyncDispose]());

  it("loads a part when it is asked for, once", async () => {
    expect(model.providers()).to.deep.equal({});
    const [first, second] = await Promise.all([model.open("text"), model.open("text")]);
    expect(first).to.equal(second);
    expect(model.providers()).to.deep.equal({ text: "cpu" });
  });

  it("changes its identity with the files and with the preparation of pictures", () => {
    const { image } = manifest;
    const hashOf = (changed: typeof manifest) => createModel({ manifest: changed, folder: tinyFolder }).identity.hash;
    expect(model.identity).to.include({ id: "test/tiny", dimension: 8 });
    expect(hashOf({ ...manifest, description: "other words" })).to.equal(model.identity.hash);
    expect(hashOf({ ...manifest, image: { ...image, sha256: "0".repeat(64) } })).not.to.equal(model.identity.hash);
    expect(hashOf({ ...manifest, image: { ...image, resize: "crop" } })).not.to.equal(model.identity.hash);
  });

  it("pools clips as onnxruntime for Python does, times counted from the first frame", async () => {
    const { frames, timesSeconds, embedding } = readTinyReference().temporal;
    const clip = { embeddings: frames.map((frame) => Float32Array.from(frame)), timesSeconds };
    const pooler = await openPooler(model);
    const other = { embeddings: clip.embeddings.slice(0, 1), timesSeconds: [3] };
    const [pooled, single] = (await pooler.pool([clip, other])) as Float32Array[];
    expect(cosine(pooled as Float32Array, embedding)).to.be.above(0.99999);
    expect(cosine(single as Float32Array, frames[0] as number[])).to.be.above(0.99999);
  });

  it("thins a clip of more frames than the pooler takes", async () => {
    const encoder = await model.open("image");
    const embeddings = await encoder.encode(Array.from({ length: 9 }, (_, seed) => drawFrame(16, 16, seed)));
    const timesSeconds = embeddings.map((_, n) => n);
    const pooler = await openPooler(model);
    const [long] = (await pooler.pool([{ embeddings, timesSeconds }])) as Float32Array[];
    const kept = [0, 3, 5, 8];
    const [thinned] = (await pooler.pool([
      { embeddings: kept.map((n) => embeddings[n] as Float32Array), timesSeconds: kept },
    ])) as Float32Array[];
    expect(cosine(long as Float32Array, thinned as Float32Array)).to.be.above(0.99999);
  });

  it("refuses to pool an empty clip and embeddings of another dimension", async () => {
    const pooler = await openPooler(model);
    for (const clip of [
      { embeddings: [], timesSeconds: [] },
      { embeddings: [new Float32Array(5)], timesSeconds: [0] },
    ]) {
      const error = await pooler.pool([clip]).catch((reason: unknown) => reason);
      expect(error).to.include({ name: "KinodexError", code: "usage" });
    }
  });

  describe("its pooler", () => itIsATemporalPooler(() => openPooler(model), manifest.dimension));

  it("has no temporal capability without a pooler", async () => {
    const { temporal: _, ...rest } = manifest;
    await using plain = createModel({ manifest: rest, folder: tinyFolder });
    expect([...plain.capabilities]).to.deep.equal(["image", "text"]);
    expect(await openIfCapable(plain, "temporal")).to.equal(undefined);
    const error = await plain.open("temporal").catch((reason: unknown) => reason);
    expect(error).to.include({ name: "KinodexError", code: "usage" });
    expect((error as Error).message).to.match(
      /test\/tiny has no capability "temporal".*image, text.*kinodex\/embedded/,
    );
  });

  it("names the file that is missing and what to do, and can try again", async () => {
    const lacking = { ...manifest, text: { ...manifest.text, file: "tiny/absent.onnx" } };
    await using broken = createModel({ manifest: lacking, folder: tinyFolder });
    for (const _ of [1, 2]) {
      const error = await broken.open("text").catch((reason: unknown) => reason);
      expect(error).to.include({ name: "KinodexError", code: "environment" });
      expect((error as Error).message).to.match(/tiny\/absent\.onnx.*restore/);
    }
  });

  it("reports an output that is not what the manifest promises", async () => {
    await using wrong = createModel({ manifest: { ...manifest, dimension: 9 }, folder: tinyFolder });
    const error = await (await wrong.open("text")).encode(["a dog"]).catch((reason: unknown) => reason);
    expect(error).to.include({ name: "KinodexError", code: "model" });
    expect((error as Error).message).to.include("[1, 9]");
  });
});

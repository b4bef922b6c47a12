import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import sharp from "sharp";
import { packageRoot } from "../../src/core/paths.js";
import { toRows } from "../../src/core/vectors.js";
import type { DecodedFrame } from "../../src/core/frame.js";
import { openOnnxSession } from "../../src/inference/session/onnxSession.js";
import { fitFrame } from "../../src/inference/picture/preprocess.js";
import { openTokeniser } from "../../src/inference/text/tokeniser.js";
import type { Model } from "../../src/models/model.js";
import { openModel } from "../../src/models/openModel.js";
import { defaultModelId, findModel } from "../../src/models/hub/knownModels.js";
import { locateFile } from "../../src/models/hub/modelFiles.js";
import { itIsAnImageEncoder } from "../conformance/imageEncoder.js";
import { itIsATemporalPooler } from "../conformance/temporalPooler.js";
import { itIsATextEncoder } from "../conformance/textEncoder.js";
import { cosine } from "../inference/fixtures.js";
import { asContrastive } from "../fixtures/manifests.js";

/** What the training framework gives, in fp32, on inputs of its own; `models/training/export.py` writes it. */
interface EmbeddedReference {
  readonly texts: readonly { readonly text: string; readonly inputIds: number[]; readonly embedding: number[] }[];
  readonly picture: { readonly file: string; readonly embedding: number[] };
  readonly pixels: { readonly file: string; readonly shape: number[]; readonly embeddings: number[][] };
  readonly clips: {
    readonly file: string;
    readonly shape: readonly [clips: number, frames: number, dimension: number];
    readonly mask: number[][];
    readonly times: number[][];
    readonly embeddings: number[][];
  };
}

const fixtures = join(packageRoot, "test", "fixtures", "embedded");
const referencePath = join(fixtures, "reference.json");
const isThere = existsSync(referencePath) && existsSync(join(packageRoot, "models", "embedded.json"));

const shipped = await findModel(defaultModelId);

(isThere ? describe : describe.skip)("kinodex/embedded against the training framework", () => {
  let reference: EmbeddedReference;
  let model: Model;

  before(async () => {
    reference = JSON.parse(readFileSync(referencePath, "utf8")) as EmbeddedReference;
    model = await openModel(defaultModelId, { providers: ["cpu"] });
  });

  after(() => model[Symbol.asyncDispose]());

  it("encodes a picture of another shape alike, resizing included", async () => {
    const [embedding] = await (await model.open("image")).encode([await readPicture()]);
    expect(cosine(embedding as Float32Array, reference.picture.embedding)).to.be.at.least(0.999);
  });

  it("encodes pixel values alike", async () => {
    const { image, dimension } = asContrastive(shipped.manifest);
    await using session = await openOnnxSession({
      path: locateFile(shipped, image),
      sha256: image.sha256,
      providers: ["cpu"],
    });
    const { file, shape, embeddings } = reference.pixels;
    const outputs = await session.run({ [image.input]: { type: "float32", dims: shape, data: readFloats(file) } });
    const found = toRows(outputs[image.output]?.data as Float32Array, dimension);
    expect(found).to.have.length(embeddings.length);
    for (const [n, embedding] of found.entries()) {
      expect(cosine(embedding, embeddings[n] ?? [])).to.be.at.least(0.999);
    }
  });

  it("gives texts the same token ids", async () => {
    const { text } = asContrastive(shipped.manifest);
    const tokeniser = await openTokeniser({ ...text, ...text.tokenizer, path: locateFile(shipped, text.tokenizer) });
    const { ids, mask } = tokeniser.encode(reference.texts.map((stored) => stored.text));
    for (const [row, stored] of reference.texts.entries()) {
      const start = row * text.contextLength;
      const length = [...mask.subarray(start, start + text.contextLength)].filter((real) => real === 1).length;
      const found = [...ids.subarray(start, start + length)].map(Number);
      expect(found, stored.text).to.deep.equal(stored.inputIds);
    }
  });

  it("encodes texts alike", async () => {
    const encoder = await model.open("text");
    const embeddings = await encoder.encode(reference.texts.map((stored) => stored.text));
    expect(embeddings).not.to.have.length(0);
    for (const [n, embedding] of embeddings.entries()) {
      expect(cosine(embedding, reference.texts[n]?.embedding ?? [])).to.be.at.least(0.999);
    }
  });

  it("pools clips alike", async () => {
    const pooler = await model.open("temporal");
    const { file, shape, mask, times, embeddings } = reference.clips;
    const frames = toRows(readFloats(file), shape[2]);
    const clips = mask.map((row, n) => {
      const length = row.filter((real) => real === 1).length;
      const first = n * shape[1];
      return { embeddings: frames.slice(first, first + length), timesSeconds: times[n]?.slice(0, length) ?? [] };
    });
    const pooled = (await pooler?.pool(clips)) ?? [];
    expect(pooled).to.have.length(embeddings.length);
    for (const [n, embedding] of pooled.entries()) {
      expect(cosine(embedding, embeddings[n] ?? [])).to.be.at.least(0.999);
    }
  });

  it("gives the same embedding when a frame is resized before it is encoded", async () => {
    const encoder = await model.open("image");
    const frames = [await readPicture()];
    const direct = await encoder.encode(frames);
    const resized = await encoder.encode(frames.map((frame) => fitFrame(frame, encoder.input)));
    for (const [n, embedding] of direct.entries()) {
      expect(cosine(embedding, resized[n] as Float32Array)).to.be.at.least(0.99999);
    }
  });

  describe("image encoder", () => itIsAnImageEncoder(() => model.open("image")));
  describe("temporal pooler", () => {
    itIsATemporalPooler(async () => {
      const pooler = await model.open("temporal");
      if (!pooler) throw new Error(`${defaultModelId} ships with a pooler`);
      return pooler;
    }, asContrastive(shipped.manifest).dimension);
  });
  describe("text encoder", () => itIsATextEncoder(() => model.open("text")));
});

function readFloats(file: string): Float32Array {
  const bytes = readFileSync(join(fixtures, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

async function readPicture(): Promise<DecodedFrame> {
  const { data, info } = await sharp(join(fixtures, "picture.png"))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { timeSeconds: 0, width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

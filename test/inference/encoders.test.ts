import { expect } from "chai";
import { createContrastiveModel, type VisionLanguageModel } from "../../src/models/contrastive.js";
import { itIsATextEncoder } from "../conformance/textEncoder.js";
import { itIsAnImageEncoder } from "../conformance/imageEncoder.js";
import { cosine, readTinyManifest, readTinyReference, tinyFolder, toFrame } from "./fixtures.js";

describe("encoders on ONNX sessions", () => {
  let model: VisionLanguageModel;

  before(() => {
    model = createContrastiveModel(readTinyManifest(), tinyFolder, { providers: ["cpu"], intraOpThreads: 2 });
  });

  after(() => model[Symbol.asyncDispose]());

  describe("createImageEncoder", () => {
    itIsAnImageEncoder(() => model.imageEncoder());

    it("agrees with Pillow and onnxruntime for Python", async () => {
      const { image } = readTinyReference();
      const encoder = await model.imageEncoder();
      const [embedding] = await encoder.encode([toFrame(image)]);
      expect(cosine(embedding as Float32Array, image.embedding)).to.be.above(0.99999);
    });
  });

  describe("createTextEncoder", () => {
    itIsATextEncoder(() => model.textEncoder());

    it("agrees with tokenizers and onnxruntime for Python", async () => {
      const { text } = readTinyReference();
      const encoder = await model.textEncoder();
      for (const [n, embedding] of (await encoder.encode(text.texts)).entries()) {
        expect(cosine(embedding, text.embeddings[n] as number[])).to.be.above(0.99999);
      }
    });
  });
});

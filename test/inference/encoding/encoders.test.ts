import { expect } from "chai";
import { createModel } from "../../../src/models/createModel.js";
import type { Model } from "../../../src/models/model.js";
import { itIsATextEncoder } from "../../conformance/textEncoder.js";
import { itIsAnImageEncoder } from "../../conformance/imageEncoder.js";
import { cosine, readTinyManifest, readTinyReference, tinyFolder, toFrame } from "../fixtures.js";

describe("encoders on ONNX sessions", () => {
  let model: Model;

  before(() => {
    model = createModel(
      { manifest: readTinyManifest(), folder: tinyFolder },
      { providers: ["cpu"], intraOpThreads: 2 },
    );
  });

  after(() => model[Symbol.asyncDispose]());

  describe("createImageEncoder", () => {
    itIsAnImageEncoder(() => model.open("image"));

    it("agrees with Pillow and onnxruntime for Python", async () => {
      const { image } = readTinyReference();
      const encoder = await model.open("image");
      const [embedding] = await encoder.encode([toFrame(image)]);
      expect(cosine(embedding as Float32Array, image.embedding)).to.be.above(0.99999);
    });
  });

  describe("createTextEncoder", () => {
    itIsATextEncoder(() => model.open("text"));

    it("agrees with tokenizers and onnxruntime for Python", async () => {
      const { text } = readTinyReference();
      const encoder = await model.open("text");
      for (const [n, embedding] of (await encoder.encode(text.texts)).entries()) {
        expect(cosine(embedding, text.embeddings[n] as number[])).to.be.above(0.99999);
      }
    });
  });
});

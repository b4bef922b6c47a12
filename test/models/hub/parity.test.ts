import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fitFrame, toPixelValues } from "../../../src/inference/picture/preprocess.js";
import { openTokeniser } from "../../../src/inference/text/tokeniser.js";
import type { Model } from "../../../src/models/model.js";
import { openModel } from "../../../src/models/openModel.js";
import { findModel } from "../../../src/models/hub/knownModels.js";
import { locateFile } from "../../../src/models/hub/modelFiles.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { towersOf } from "../../fixtures/manifests.js";
import { cosine } from "../../inference/fixtures.js";
import { readPng } from "./readPng.js";
import { maxDifference, toFloats } from "./references.js";
import { doublesFolder, useHub, type UsedHub } from "./useHub.js";

/** What PyTorch, tokenizers and Pillow give. */
interface Reference {
  readonly texts: readonly { readonly text: string; readonly ids: number[]; readonly embedding: number[] }[];
  /** `pixels`: base64 of float32 `[3, height, width]`. */
  readonly pictures: readonly { readonly file: string; readonly pixels: string; readonly embedding: number[] }[];
}

const names = ["clip", "external", "clip-immich", "siglip", "siglip2", "mobileclip", "coca"];

describe("models that were pulled by name", () => {
  let hub: UsedHub;

  before(async () => {
    hub = await useHub({ folder: doublesFolder });
  });

  after(() => hub[Symbol.asyncDispose]());

  for (const name of names) {
    describe(`double/${name}`, () => {
      const id = `double/${name}`;
      const reference = readReference(name);
      let model: Model;

      before(async () => {
        await pullModel(id, { precision: "fp32", acceptsLicence: true });
        model = await openModel(id, { providers: ["cpu"], intraOpThreads: 1 });
      });

      after(() => model[Symbol.asyncDispose]());

      it("cuts texts into the tokens that tokenizers gives", async () => {
        const entry = await findModel(id);
        const { text } = towersOf(entry.manifest);
        const { sha256 } = text.tokenizer;
        const tokeniser = await openTokeniser({ ...text, path: locateFile(entry, text.tokenizer), sha256 });
        for (const { text: words, ids } of reference.texts) {
          expect([...tokeniser.encode([words]).ids], words).to.deep.equal(ids);
        }
      });

      it("gives the embeddings of texts that PyTorch gives, to 1e-4", async () => {
        const embeddings = await (await model.open("text")).encode(reference.texts.map(({ text }) => text));
        for (const [n, { embedding }] of reference.texts.entries()) {
          expect(maxDifference(embeddings[n], embedding), reference.texts[n]?.text).to.be.at.most(1e-4);
        }
      });

      it("prepares a PNG as Pillow does, to 1e-6, and gives PyTorch's embedding of it, to 1e-3", async () => {
        const { image } = towersOf((await findModel(id)).manifest);
        const encoder = await model.open("image");
        for (const { file, pixels, embedding } of reference.pictures) {
          const frame = await readPng(join(doublesFolder, id, file));
          const prepared = toPixelValues([fitFrame(frame, encoder.input)], { ...encoder.input, ...image });
          expect(maxDifference(prepared, toFloats(pixels)), file).to.be.at.most(1e-6);
          const [found] = await encoder.encode([frame]);
          expect(maxDifference(found, embedding), file).to.be.at.most(1e-3);
        }
      });
    });
  }

  for (const [precision, least] of [["fp16", 0.9999] as const, ["q8", 0.99] as const]) {
    it(`gives nearly the same in ${precision}`, async () => {
      await pullModel("double/clip", { precision });
      await using model = await openModel("double/clip", { providers: ["cpu"], intraOpThreads: 1 });
      const { texts, pictures } = readReference("clip");
      const embeddings = await (await model.open("text")).encode(texts.map(({ text }) => text));
      for (const [n, { embedding }] of texts.entries()) {
        expect(cosine(embeddings[n] as Float32Array, embedding)).to.be.greaterThan(least);
      }
      const encoder = await model.open("image");
      for (const { file, embedding } of pictures) {
        const [found] = await encoder.encode([await readPng(join(doublesFolder, "double", "clip", file))]);
        expect(cosine(found as Float32Array, embedding)).to.be.greaterThan(least);
      }
    });
  }
});

function readReference(name: string): Reference {
  return JSON.parse(readFileSync(join(doublesFolder, "double", name, "reference.json"), "utf8")) as Reference;
}

import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { fitFrame, toPixelValues } from "../../../src/inference/picture/preprocess.js";
import { openOnnxSession } from "../../../src/inference/session/onnxSession.js";
import type { ImageTextMatcher } from "../../../src/models/capabilities/matching.js";
import { createModel } from "../../../src/models/createModel.js";
import type { MaskedManifest } from "../../../src/models/families/masked/manifest.js";
import { toPixels } from "../../../src/models/families/masked/pictureStates.js";
import { findModel } from "../../../src/models/hub/knownModels.js";
import { locateFile, type ModelEntry } from "../../../src/models/hub/modelFiles.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { verifyModel } from "../../../src/models/hub/verify.js";
import { toImageSpec } from "../../../src/models/manifest/picture.js";
import type { Model } from "../../../src/models/model.js";
import { openModel } from "../../../src/models/openModel.js";
import { itIsAModel } from "../../conformance/model.js";
import { skip } from "../../skip.js";
import { readRepositories, type RepositoryFiles } from "../hub/hubRepositories.js";
import { readPng } from "../hub/readPng.js";
import { maxDifference, toFloats } from "../hub/references.js";
import { doublesFolder, useHub } from "../hub/useHub.js";

/** What transformers makes of pictures and texts, by the whole models and their own processors. */
interface Reference {
  readonly texts: readonly { readonly text: string }[];
  readonly sentence: { readonly before: string; readonly after: string };
  readonly choices: readonly string[];
  readonly pictures: readonly {
    readonly file: string;
    readonly dims: readonly number[];
    /** Base64 of float32 of that shape; `codebookPixels`: `[3, height, width]`. */
    readonly pixels: string;
    readonly logOdds: readonly number[];
    readonly filled: readonly number[];
    readonly codebookPixels?: string;
    readonly codes?: readonly number[];
    readonly surprise?: number;
  }[];
}

const options = { providers: ["cpu"], intraOpThreads: 1 } as const;

/** The manifest that a pull makes of a double, whose files lie in its repository. */
async function readDouble(name: string): Promise<ModelEntry> {
  const id = `double/${name}`;
  await using _ = await useHub({ folder: doublesFolder });
  await pullModel(id, { precision: "fp32" });
  return { manifest: (await findModel(id)).manifest, folder: join(doublesFolder, id) };
}

const doubles = { flava: await readDouble("flava"), vilt: await readDouble("vilt") };

for (const [name, entry] of Object.entries(doubles))
  describe(`a model that reads pictures and texts together: ${name}`, () => {
    const { folder } = entry;
    const manifest = entry.manifest as MaskedManifest;
    const reference = JSON.parse(readFileSync(join(folder, "reference.json"), "utf8")) as Reference;
    const texts = reference.texts.map(({ text }) => text);
    let model: Model;
    let matcher: ImageTextMatcher;

    before(async () => {
      model = createModel(entry, options);
      matcher = await model.open("matching");
    });

    after(() => model[Symbol.asyncDispose]());

    describe("as a model", () => itIsAModel(entry));

    it("prepares a PNG as the model's own processor does, to 1/255", async () => {
      const largestStd = Math.max(...manifest.pictures.std);
      for (const { file, dims, pixels } of reference.pictures) {
        const prepared = toPixels(await readPng(join(folder, file)), manifest.pictures);
        expect(prepared.dims, file).to.deep.equal(dims);
        expect(maxDifference(prepared.data, toFloats(pixels)) * largestStd, file).to.be.at.most(1 / 255 + 1e-6);
      }
    });

    it("judges texts as the whole model does, to 1e-4", async () => {
      for (const { file, logOdds } of reference.pictures) {
        const found = await matcher.match([await readPng(join(folder, file))], texts);
        expect(maxDifference(Float32Array.from(found), logOdds), file).to.be.at.most(1e-4);
      }
    });

    it("fills a gap as the whole model does, to 1e-4, also with several words", async () => {
      const { sentence, choices } = reference;
      for (const { file, filled } of reference.pictures) {
        const found = await matcher.fillGap?.([await readPng(join(folder, file))], sentence, choices);
        expect(maxDifference(Float32Array.from(found ?? []), filled), file).to.be.at.most(1e-4);
      }
    });

    it("verifies when it was pulled by name: each of its parts opens and runs", async () => {
      await using _ = await useHub({ folder: doublesFolder });
      await pullModel(`double/${name}`);
      const { checks } = await verifyModel(`double/${name}`);
      expect(checks.filter(({ ok }) => !ok)).to.deep.equal([]);
      expect(checks.at(-1)?.detail).to.match(
        name === "flava" ? /fills gaps, measures surprise$/ : /texts, fills gaps$/,
      );
    });

    it("gives nearly the same in 8 bits", async () => {
      await using _ = await useHub({ folder: doublesFolder });
      await pullModel(`double/${name}`, { precision: "q8" });
      await using small = await openModel(`double/${name}`, options);
      const matching = await small.open("matching");
      for (const { file, logOdds } of reference.pictures) {
        const found = await matching.match([await readPng(join(folder, file))], texts);
        expect(maxDifference(Float32Array.from(found), logOdds), file).to.be.at.most(0.5);
      }
    });
  });

describe("FLAVA's codebook", () => {
  const { folder, manifest } = doubles.flava;
  const { pictures } = JSON.parse(readFileSync(join(folder, "reference.json"), "utf8")) as Reference;
  const { codebook } = manifest as MaskedManifest;
  if (!codebook) throw new Error("expected a codebook");

  it("gets pictures as the model's own processor prepares them, and gives the same codes", async () => {
    const spec = toImageSpec(codebook);
    const path = locateFile(doubles.flava, codebook);
    await using session = await openOnnxSession({ path, sha256: codebook.sha256, providers: ["cpu"] });
    for (const { file, codebookPixels = "", codes } of pictures) {
      const data = toPixelValues([fitFrame(await readPng(join(folder, file)), spec)], spec);
      expect(maxDifference(data, toFloats(codebookPixels)), file).to.be.at.most(1 / 255);
      const dims = [1, 3, spec.height, spec.width];
      const outputs = await session.run({ [codebook.input]: { type: "float32", dims, data } });
      expect(Array.from(outputs[codebook.output]?.data ?? [], Number), file).to.deep.equal(codes);
    }
  });

  it("tells how surprising a picture is, as the whole model does", async () => {
    await using model = createModel(doubles.flava, options);
    const matching = await model.open("matching");
    for (const { file, surprise: expected } of pictures) {
      const [found] = (await matching.surprise?.([await readPng(join(folder, file))])) ?? [];
      expect(found, file).to.be.closeTo(expected as number, 1e-4);
    }
  });

  it("is none of ViLT's, which knows no surprise", async () => {
    await using model = createModel(doubles.vilt, options);
    expect(await model.open("matching")).to.not.have.property("surprise");
  });
});

describe("FLAVA in the layout of four graphs", () => {
  const shared = join(packageRoot, "..", "shared", "families", "hub");

  it("needs no settings of its processor", async function () {
    if (!existsSync(join(shared, "double", "flava"))) skip(this, "the models in the hubs' layouts are not here");
    await using _ = await useHub({ folder: shared });
    await pullModel("double/flava");
    const { checks } = await verifyModel("double/flava");
    expect(checks.filter(({ ok }) => !ok)).to.deep.equal([]);
  });

  it("is made by a recipe, which who pulls the authors' weights is told of", async () => {
    const repositories = {
      "facebook/flava-full": { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.from("…") },
    };
    await using _ = await useHub({ repositories });
    const error = await pullModel("facebook/flava-full").catch((reason: unknown) => reason);
    expect((error as Error).message).to.include("models/export/flava.py makes of it what runs here");
  });

  it("is refused where a graph is not what the layout names", async () => {
    const files = readRepositories(doublesFolder).get("double/flava") as RepositoryFiles;
    const wrong = { ...files, "onnx/text_model.onnx": files["onnx/vision_model.onnx"] as Uint8Array };
    await using _ = await useHub({ repositories: { "some/flava": wrong } });
    const error = await pullModel("some/flava", { precision: "fp32" }).catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "model");
    expect((error as Error).message).to.match(/text_model\.onnx.*lacks input_ids, attention_mask, text_states/);
  });
});

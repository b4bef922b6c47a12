import { expect } from "chai";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { packageRoot } from "../../../src/core/paths.js";
import { toRows } from "../../../src/core/vectors.js";
import { createModel } from "../../../src/models/createModel.js";
import { families } from "../../../src/models/families/families.js";
import { skip } from "../../skip.js";

/** Tiny random models in the layouts of the hubs, with what PyTorch makes of two pictures and three texts. */
const hub = join(packageRoot, "..", "shared", "families", "hub");

const texts = ["a dog runs along the beach", "A red car, at night!", "two people cook in a kitchen"];
const clip = { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] };
const common = { inputWidth: 64, inputHeight: 64 };

/** What a manifest says of each layout beside its files. */
const layouts = {
  "double/clip": {
    dimension: 32,
    image: {
      file: "onnx/vision_model.onnx",
      ...common,
      ...clip,
      resize: "crop",
      interpolation: "bicubic",
      input: "pixel_values",
      output: "image_embeds",
    },
    text: {
      file: "onnx/text_model.onnx",
      contextLength: 77,
      padTokenId: 630,
      inputIds: "input_ids",
      output: "text_embeds",
    },
    tokenizer: "tokenizer.json",
    logitScale: 14,
  },
  "double/siglip2": {
    dimension: 64,
    image: {
      file: "onnx/vision_model.onnx",
      ...common,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      resize: "stretch",
      interpolation: "bilinear",
      input: "pixel_values",
      output: "pooler_output",
    },
    text: {
      file: "onnx/text_model.onnx",
      contextLength: 64,
      lowerCase: true,
      padTokenId: 0,
      inputIds: "input_ids",
      output: "pooler_output",
    },
    tokenizer: "tokenizer.json",
    logitScale: 10,
    logitBias: -10,
  },
  "double-immich/clip": {
    dimension: 32,
    image: {
      file: "visual/model.onnx",
      ...common,
      ...clip,
      resize: "crop",
      interpolation: "bicubic",
      input: "image",
      output: "embedding",
      maxBatch: 1,
    },
    text: {
      file: "textual/model.onnx",
      contextLength: 77,
      padTokenId: 630,
      inputIds: "text",
      idType: "int32",
      output: "embedding",
      maxBatch: 1,
    },
    tokenizer: "textual/tokenizer.json",
    logitScale: 14,
  },
} as const;

/** The picture that the references start from. */
function drawPicture(width: number, height: number): DecodedFrame {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      pixels.set([x * 5 + y, Math.floor((x * y) / 7), 255 - y * 3 + 256], (y * width + x) * 3);
  return { timeSeconds: 0, width, height, pixels };
}

describe("a contrastive model in the layout of a hub", () => {
  for (const [name, { tokenizer, image, text, ...rest }] of Object.entries(layouts))
    it(`gives PyTorch's embeddings from pictures and texts: ${name}`, async function () {
      const folder = join(hub, name);
      if (!existsSync(folder)) skip(this, "the models in the hubs' layouts are not here");
      const stated = (file: string) => {
        const bytes = readFileSync(join(folder, file));
        return { file, sha256: createHash("sha256").update(bytes).digest("hex"), sizeBytes: bytes.length };
      };
      const about = {
        id: "test/layout",
        family: "contrastive",
        licence: "none",
        source: "here",
        description: "Random.",
      };
      const manifest = families.schema.parse({
        ...about,
        ...rest,
        image: { ...image, ...stated(image.file) },
        text: { ...text, ...stated(text.file), tokenizer: stated(tokenizer) },
      });
      await using model = createModel({ manifest, folder }, { providers: ["cpu"], intraOpThreads: 1 });
      const referenceOf = (part: string) => {
        const bytes = readFileSync(join(folder, "reference", `${part}.bin`));
        return toRows(new Float32Array(Uint8Array.from(bytes).buffer), rest.dimension);
      };
      const pictures = [drawPicture(97, 61), drawPicture(64, 64)];
      const found = {
        image_embeds: await (await model.open("image")).encode(pictures),
        text_embeds: await (await model.open("text")).encode(texts),
      };
      for (const [part, embeddings] of Object.entries(found))
        for (const [n, expected] of referenceOf(part).entries()) {
          const norm = Math.hypot(...expected);
          const unit = expected.map((value) => value / norm);
          const distance = Math.max(...unit.map((value, at) => Math.abs(value - (embeddings[n]?.[at] as number))));
          expect(distance, `${part} ${n}`).to.be.below(part === "text_embeds" ? 1e-5 : 1e-3);
        }
    });
});

import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { packageRoot } from "../../../src/core/paths.js";
import { createDecoder } from "../../../src/inference/generation/decoder.js";
import { loadOnnxruntime } from "../../../src/inference/onnxruntime.js";
import { toPatches } from "../../../src/inference/picture/patches.js";
import { prepareFrame, toPixelValues } from "../../../src/inference/picture/preprocess.js";
import { openOnnxSession } from "../../../src/inference/session/onnxSession.js";
import { openPromptTokeniser } from "../../../src/inference/text/promptTokeniser.js";
import { toIntegers, type SessionInput, type Tensor } from "../../../src/inference/tensor.js";
import type { TextPiece, TextRequest } from "../../../src/models/capabilities/generation.js";
import type { BackboneManifest, PatchesPart, VisionPart } from "../../../src/models/families/backbone/manifest.js";
import { sizeInPatches, toPatchedSpec } from "../../../src/models/families/backbone/patchedSize.js";
import { createPromptedDecoder } from "../../../src/models/families/backbone/promptedDecoder.js";
import { toSessionOptions, toStated } from "../../../src/models/families/openGraph.js";
import { findModel } from "../../../src/models/hub/knownModels.js";
import { locateFile } from "../../../src/models/hub/modelFiles.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { pullRepository } from "../../../src/models/hub/pullRepository.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { openFolderRepository } from "../../../src/models/hub/repository/folderRepository.js";
import { verifyModel } from "../../../src/models/hub/verify.js";
import { toImageSpec } from "../../../src/models/manifest/picture.js";
import type { Model } from "../../../src/models/model.js";
import { openModel } from "../../../src/models/openModel.js";
import { itIsAModel } from "../../conformance/model.js";
import { skip } from "../../skip.js";
import { readPng } from "../hub/readPng.js";
import { maxDifference, toFloats } from "../hub/references.js";
import { doublesFolder, useHub, type UsedHub } from "../hub/useHub.js";

/** What the models' own processors, tokenizers and PyTorch give; `test/doubles/make_backbones.py` writes it. */
interface Reference {
  /** Base64 of float32. */
  readonly pictures: readonly {
    readonly file: string;
    readonly pixels: string;
    readonly features: string;
    readonly rows: number;
    /** Of a picture that is read as patches: frames, rows and columns. */
    readonly grid?: readonly [number, number, number];
  }[];
  readonly cases: readonly {
    readonly question: string;
    readonly pictures: readonly number[];
    readonly tellsTimes: boolean;
    readonly beginning: string;
    /** After the prompt; base64 of float32. */
    readonly logits: string;
    readonly tokens: readonly number[];
    readonly logProbabilities: readonly number[];
    readonly text: string;
  }[];
}

/** Of a model that is shown pictures. */
type SeeingManifest = BackboneManifest & { readonly vision: VisionPart | PatchesPart };

const options = { providers: ["cpu"], intraOpThreads: 1 } as const;
const names = ["llava", "smolvlm", "moondream", "qwen2-vl"];
/** As the maker's labels say. */
const times = [0, 1.5];
const describing = "Describe this picture in one short sentence.";

const failureOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

async function write(model: Model, request: TextRequest, signal?: AbortSignal): Promise<readonly TextPiece[]> {
  const pieces: TextPiece[] = [];
  for await (const piece of (await model.open("generation")).generate(request, signal)) pieces.push(piece);
  return pieces;
}
const manifestOf = async (id: string) => (await findModel(id)).manifest as SeeingManifest;

/** One whose pictures have one size and one whose have any, at hand before any test is declared. */
const kept = await mkdtemp(join(tmpdir(), "kinodex-backbone-"));
const ready = await Promise.all(
  ["moondream", "qwen2-vl"].map(async (name) => {
    const folder = join(kept, name);
    await pullRepository(await openFolderRepository(join(doublesFolder, "double", name)), folder);
    return { manifest: await readManifest(join(folder, "manifest.json")), folder };
  }),
);

describe("a model of the family", () => {
  for (const one of ready) describe(one.manifest.id, () => itIsAModel(one));
  after(() => rm(kept, { recursive: true }));
});

describe("a language model that reads the features of a vision encoder", () => {
  let hub: UsedHub;
  before(async () => (hub = await useHub({ folder: doublesFolder })));
  after(() => hub[Symbol.asyncDispose]());

  for (const name of names)
    describe(`double/${name}`, () => {
      const id = `double/${name}`;
      const reference = JSON.parse(readFileSync(join(doublesFolder, id, "reference.json"), "utf8")) as Reference;
      let model: Model;
      let frames: readonly DecodedFrame[];

      before(async () => {
        await pullModel(id, { precision: "fp32" });
        model = await openModel(id, options);
        const pictures = await Promise.all(
          reference.pictures.map(({ file }) => readPng(join(doublesFolder, id, file))),
        );
        frames = pictures.map((frame, n) => ({ ...frame, timeSeconds: times[n] as number }));
      });
      after(() => model[Symbol.asyncDispose]());

      it("prepares pictures as its own processor does, to 1/255, and reads PyTorch's features off them, to 1e-3", async () => {
        const { vision } = await manifestOf(id);
        await using session = await openVision(await findModel(id));
        for (const [n, { file, pixels, features, grid }] of reference.pictures.entries()) {
          const given = toFloats(pixels);
          const prepared = prepare(frames[n] as DecodedFrame, vision);
          const step = 1 / 255 / Math.min(...vision.std);
          expect(maxDifference(prepared, given), file).to.be.at.most(step * 1.001);
          const read = async (values: Float32Array) => floatsOf(await session.read(values, grid));
          expect(maxDifference(await read(given), toFloats(features)), file).to.be.at.most(1e-4);
          expect(maxDifference(await read(prepared), toFloats(features)), file).to.be.at.most(1e-3);
        }
      });

      it("writes the tokens that PyTorch writes, with their probabilities", async () => {
        for (const { question, pictures, tellsTimes, beginning, ...written } of reference.cases) {
          const shown = pictures.map((n) => frames[n] as DecodedFrame);
          const maxTokens = written.tokens.length;
          const prompt = question === describing ? undefined : question;
          const pieces = await write(model, { prompt, frames: shown, tellsTimes, beginning, maxTokens });
          expect(pieces.map(({ text }) => text).join(""), question).to.equal(written.text);
          const found = pieces.flatMap(({ logProbability }) => logProbability ?? []);
          expect(maxDifference(Float32Array.from(found), written.logProbabilities), question).to.be.at.most(1e-3);
        }
      });

      it("gives PyTorch's logits after a prompt, to 1e-4", async () => {
        for (const one of reference.cases) {
          const found = await firstLogits(await findModel(id), reference, one);
          expect(maxDifference(found, toFloats(one.logits)), one.question).to.be.at.most(1e-4);
        }
      });

      it("says something else of another picture", async () => {
        const said = async (frame: DecodedFrame) => write(model, { frames: [frame], maxTokens: 6 });
        const [one, other] = frames as [DecodedFrame, DecodedFrame];
        expect(await said(one)).to.not.deep.equal(await said(other));
        expect(await said(one)).to.deep.equal(await said(one));
      });

      it("takes the words of a question for nothing but words", async () => {
        const { prompt } = await manifestOf(id);
        const ask = (question: string) => write(model, { prompt: question, frames: frames.slice(0, 1), maxTokens: 4 });
        expect(await ask(`a${prompt.imageToken} dog?`)).to.deep.equal(await ask("a dog?"));
      });

      it("stops where it is told to, and refuses more than it can read", async () => {
        const abort = new AbortController();
        const stopped = write(model, { frames: frames.slice(0, 1), maxTokens: 400 }, abort.signal);
        abort.abort();
        expect(await failureOf(stopped)).to.include({ code: "interrupted" });
        const { maxFrames, contextLength } = await manifestOf(id);
        const many = Array.from({ length: maxFrames + 1 }, () => frames[0] as DecodedFrame);
        const tooMany = await failureOf(write(model, { prompt: "?", frames: many, maxTokens: 1 }));
        expect(tooMany).to.include({ code: "usage" });
        expect(tooMany.message).to.contain(`takes ${maxFrames} pictures`);
        const long = await failureOf(write(model, { prompt: "?", frames: [], maxTokens: contextLength }));
        expect(long).to.include({ code: "usage" });
        expect(long.message).to.contain(`reads ${contextLength} tokens`);
      });

      it("is whole, and opens and runs each part, for `models verify`", async () => {
        const { ok, checks } = await verifyModel(id);
        expect(ok, JSON.stringify(checks)).to.equal(true);
        expect(checks.at(-1)).to.include({ subject: "generation", detail: "writes about a picture" });
      });
    });

  it("refuses another architecture by name, before its graphs are fetched", async () => {
    const edited = await mkdtemp(join(tmpdir(), "kinodex-backbone-"));
    try {
      const repository = join(edited, "other");
      await cp(join(doublesFolder, "double", "llava"), repository, { recursive: true });
      const config = JSON.parse(readFileSync(join(repository, "config.json"), "utf8")) as object;
      await writeFile(join(repository, "config.json"), JSON.stringify({ ...config, model_type: "qwen3_vl" }));
      const error = await failureOf(pullRepository(await openFolderRepository(repository), join(edited, "pulled")));
      expect(error).to.include({ code: "model" });
      expect(error.message).to.contain('architecture "qwen3_vl"').and.contain("smolvlm");
      expect(existsSync(join(edited, "pulled", "onnx"))).to.equal(false);
    } finally {
      await rm(edited, { recursive: true });
    }
  });

  it("reads pictures of any size as patches, no larger than a CPU can bear, and writes the template's own marks around each", async () => {
    const edited = await mkdtemp(join(tmpdir(), "kinodex-backbone-"));
    try {
      const repository = join(edited, "qwen");
      await cp(join(doublesFolder, "double", "qwen2-vl"), repository, { recursive: true });
      const settings = join(repository, "preprocessor_config.json");
      const stated = JSON.parse(readFileSync(settings, "utf8")) as object;
      await writeFile(settings, JSON.stringify({ ...stated, min_pixels: 3136, max_pixels: 12845056 }));
      const pulled = join(edited, "pulled");
      await pullRepository(await openFolderRepository(repository), pulled);
      const { vision, decoder, prompt } = (await readManifest(join(pulled, "manifest.json"))) as SeeingManifest;
      expect(vision).to.include({ minPixels: 3136, maxPixels: 200704, patchEdge: 4, grid: "grid_thw" });
      expect(decoder).to.include({ positionIds: "position_ids", positionAxes: 3 });
      expect(prompt.start).to.match(/<\|im_start\|>user\n$/);
      expect(prompt.picture).to.equal("<|vision_start|><|image_pad|><|vision_end|>");
      for (const [n, wrong] of [{ patch_size: 4096 }, { max_pixels: 16 }, { temporal_patch_size: 1 }].entries()) {
        await writeFile(settings, JSON.stringify({ ...stated, ...wrong }));
        const into = join(edited, `wrong${n}`);
        const error = await failureOf(pullRepository(await openFolderRepository(repository), into));
        expect(error, JSON.stringify(wrong)).to.include({ code: "model" });
      }
    } finally {
      await rm(edited, { recursive: true });
    }
  });

  it("reads prompts from a template, wherever it stands, and refuses one that runs on or says no picture", async () => {
    const edited = await mkdtemp(join(tmpdir(), "kinodex-backbone-"));
    let pulls = 0;
    const pull = async (template: string) => {
      const repository = join(edited, "own");
      await cp(join(doublesFolder, "double", "llava"), repository, { recursive: true });
      await writeFile(join(repository, "chat_template.jinja"), template);
      const pulled = join(edited, `pulled${(pulls += 1)}`);
      await pullRepository(await openFolderRepository(repository), pulled);
      return (await readManifest(join(pulled, "manifest.json"))) as BackboneManifest;
    };
    try {
      const { prompt } = await pull("<s>[{{ messages[0].content }}]");
      expect(prompt).to.include({ start: "<s>[", picture: "<image>\n", end: "]", addsSpecialTokens: false });
      const endless = "{% for a in range(9000000000) %}{% for b in range(9000000000) %}{% endfor %}{% endfor %}";
      for (const template of [endless, "no picture", "{{ raise_exception('never') }}", "{% if"])
        expect((await failureOf(pull(template))).message, template).to.contain(
          "chat template of local/own cannot be used",
        );
    } finally {
      await rm(edited, { recursive: true });
    }
  });

  for (const precision of ["fp16", "q8"] as const)
    it(`runs in ${precision} too`, async () => {
      await pullModel("double/smolvlm", { precision });
      await using model = await openModel("double/smolvlm", options);
      const picture = await readPng(join(doublesFolder, "double", "smolvlm", "picture97x61.png"));
      const pieces = await write(model, { frames: [picture], maxTokens: 3 });
      for (const { logProbability = 0 } of pieces) expect(logProbability).to.be.within(-10, 0);
    });
});

describe("the tiny doubles that were proven elsewhere", () => {
  interface Stored {
    readonly dims: readonly number[];
    readonly type: string;
  }
  const shared = join(packageRoot, "..", "shared", "families", "hub");
  let hub: UsedHub;
  before(async function () {
    if (!existsSync(shared)) skip(this, "no shared folder of doubles");
    hub = await useHub({ folder: shared });
  });
  after(async () => (hub as UsedHub | undefined)?.[Symbol.asyncDispose]());

  for (const [name, picturesOfCase, prompt] of [
    ["llava", 1, "<|im_start|>user\n<image>what is in the picture?<|im_end|>\n<|im_start|>assistant\n"],
    ["smolvlm", 2, undefined],
  ] as const)
    it(`give PyTorch's greedy tokens: ${name}`, async () => {
      const id = `double/${name}`;
      const folder = join(shared, "double", name, "reference");
      const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as Record<string, Stored>;
      const bytesOf = (key: string) => Uint8Array.from(readFileSync(join(folder, `${key}.bin`))).buffer;
      await pullModel(id, {});
      expect((await verifyModel(id)).ok).to.equal(true);
      const entry = await findModel(id);
      const manifest = entry.manifest as SeeingManifest;
      if (prompt)
        expect(manifest.prompt.start + manifest.prompt.picture).to.equal(prompt.slice(0, prompt.indexOf("what")));
      const parts = { locate: (file: { readonly file: string }) => locateFile(entry, file as never), ...options };
      await using session = await openOnnxSession({
        ...toSessionOptions(manifest.decoder, parts),
        tokenEmbedder: toSessionOptions(manifest.embedder, parts),
      });
      await using vision = await openVision(entry);
      const pixels = new Float32Array(bytesOf("pixel_values"));
      const rows = [];
      for (let n = 0; n < picturesOfCase; n += 1)
        rows.push(
          await vision.read(
            pixels.subarray((n * pixels.length) / picturesOfCase, ((n + 1) * pixels.length) / picturesOfCase),
          ),
        );
      const features = new Float32Array(bytesOf("image_features"));
      expect(maxDifference(Float32Array.from(rows.flatMap((one) => [...floatsOf(one)])), features)).to.be.at.most(1e-4);
      const ids = Array.from(new BigInt64Array(bytesOf("input_ids")), Number);
      const all = Array.from(new BigInt64Array(bytesOf("greedy")), Number);
      expect(index["greedy"]?.dims[1]).to.equal(all.length);
      const tokeniser = await openPromptTokeniser(toStated(manifest.tokenizer, parts));
      const { decoder, endTokenIds } = manifest;
      const request = {
        names: decoder,
        prompt: toIntegers("int64", [1, ids.length], Int32Array.from(ids)),
        inserts: { tokenId: tokeniser.idOf(manifest.prompt.imageToken) as number, rows },
        endTokenIds,
        maxNewTokens: all.length - ids.length,
      };
      const found: number[] = [];
      for await (const token of session.generate(request)) found.push(token.id);
      expect(found).to.deep.equal(all.slice(ids.length));
    });
});

/** A picture as a vision encoder takes it. */
function prepare(frame: DecodedFrame, vision: SeeingManifest["vision"]): Float32Array {
  const spec = "grid" in vision ? toPatchedSpec(vision, sizeInPatches(frame, vision)) : toImageSpec(vision);
  const pixels = toPixelValues([prepareFrame(frame, spec)], spec);
  return spec.patches ? toPatches(pixels, spec, spec.patches) : pixels;
}

/** The vision encoder alone, given pixels, and the grid of those that are patches. */
async function openVision(entry: Awaited<ReturnType<typeof findModel>>) {
  const { vision } = entry.manifest as SeeingManifest;
  const locate = { locate: (file: { readonly file: string }) => locateFile(entry, file as never), ...options };
  const session = await openOnnxSession(toSessionOptions(vision, locate));
  const toInputs = (values: Float32Array, grid: readonly number[]): Record<string, SessionInput> => {
    const data = values.slice();
    if ("grid" in vision) {
      const patches = grid.reduce((product, size) => product * size, 1);
      return {
        [vision.input]: { type: "float32", dims: [patches, data.length / patches], data },
        [vision.grid]: toIntegers("int64", [1, 3], Int32Array.from(grid)),
      };
    }
    const { inputWidth: width, inputHeight: height } = vision;
    const isNested = session.inputs.some(({ dims }) => dims.length === 5);
    const dims = [...(isNested ? [1] : []), 1, 3, height, width];
    const mask = { type: "bool", dims: [1, 1, height, width], data: new Uint8Array(height * width).fill(1) } as const;
    return {
      [vision.input]: { type: "float32", dims, data },
      ...(vision.pixelMask !== undefined && { [vision.pixelMask]: mask }),
    };
  };
  return {
    async read(values: Float32Array, grid: readonly number[] = []): Promise<Tensor> {
      return (await session.run(toInputs(values, grid), [vision.output]))[vision.output] as Tensor;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** What the language model makes of a prompt and of PyTorch's features, before any token is chosen. */
async function firstLogits(
  entry: Awaited<ReturnType<typeof findModel>>,
  { pictures }: Reference,
  { question, pictures: shown, tellsTimes, beginning }: Reference["cases"][number],
): Promise<Float32Array | undefined> {
  const manifest = entry.manifest as SeeingManifest;
  const { mergedPatches: merge } = "grid" in manifest.vision ? manifest.vision : { mergedPatches: 1 };
  const open = (file: BackboneManifest["decoder"] | BackboneManifest["embedder"]) =>
    loadOnnxruntime().InferenceSession.create(locateFile(entry, file), { intraOpNumThreads: 1 });
  const [session, embedder] = [await open(manifest.decoder), await open(manifest.embedder)];
  let logits: Float32Array | undefined;
  const decoder = createPromptedDecoder({
    ...manifest,
    tokeniser: await openPromptTokeniser({
      path: locateFile(entry, manifest.tokenizer),
      sha256: manifest.tokenizer.sha256,
    }),
    session: {
      // the decoder itself in this thread: what is asked of it is what a session's thread would be asked
      async *generate(request) {
        logits = await createDecoder({ session, embedder, head: undefined }, request).next();
        yield* [];
      },
    },
  });
  const read = shown.map((n) => {
    const { features, rows, grid } = pictures[n] as Reference["pictures"][number];
    const data = toFloats(features);
    const dims = [rows, data.length / rows];
    const label = tellsTimes ? `[${(times[n] as number).toFixed(1)} s]` : "";
    const size = grid && { rows: grid[1] / merge, columns: grid[2] / merge };
    return { rows: { type: "float32", dims, data } as const, grid: size, label };
  });
  for await (const _ of decoder.write({ pictures: read, question, beginning, maxTokens: 1 }));
  return logits;
}

function floatsOf(tensor: Tensor): Float32Array {
  if (tensor.type === "float32") return tensor.data;
  throw new Error(`expected float32, not ${tensor.type}`);
}

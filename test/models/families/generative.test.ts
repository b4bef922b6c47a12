import { expect } from "chai";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { openPromptTokeniser } from "../../../src/inference/text/promptTokeniser.js";
import type { TextGenerator } from "../../../src/models/capabilities/generation.js";
import { readBoxes } from "../../../src/models/families/generative/encoderDecoder/readBoxes.js";
import { createModel } from "../../../src/models/createModel.js";
import { findModel } from "../../../src/models/hub/knownModels.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { pullRepository } from "../../../src/models/hub/pullRepository.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { openFolderRepository } from "../../../src/models/hub/repository/folderRepository.js";
import { verifyModel } from "../../../src/models/hub/verify.js";
import type { Model } from "../../../src/models/model.js";
import { openModel } from "../../../src/models/openModel.js";
import { itIsAModel } from "../../conformance/model.js";
import { readPng } from "../hub/readPng.js";
import { toFloats } from "../hub/references.js";
import { doublesFolder, useHub, type UsedHub } from "../hub/useHub.js";

/** What PyTorch writes: tokens, and logarithms of their probabilities. */
interface Written {
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
}

interface CocaReference {
  readonly pictures: readonly (Written & { readonly file: string })[];
}

interface FlorenceReference {
  readonly phrase: string;
  readonly pictures: readonly { readonly file: string; readonly tasks: Readonly<Record<string, Written>> }[];
}

interface JanusReference {
  readonly question: string;
  readonly pictures: CocaReference["pictures"];
  readonly painting: {
    readonly text: string;
    readonly seed: number;
    readonly width: number;
    readonly height: number;
    /** Base64 of float32 `[3, height, width]`, in [-1, 1]. */
    readonly values: string;
  };
}

const options = { providers: ["cpu"], intraOpThreads: 1 } as const;
const groundingTask = "<CAPTION_TO_PHRASE_GROUNDING>";
const folderOf = (name: string) => join(doublesFolder, "double", name);
const referenceOf = (name: string): unknown => JSON.parse(readFileSync(join(folderOf(name), "reference.json"), "utf8"));
const errorOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

async function collect(pieces: AsyncIterable<{ readonly text: string; readonly logProbability?: number | undefined }>) {
  const all: { text: string; logProbability?: number | undefined }[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** At hand before any test is declared. */
const kept = await mkdtemp(join(tmpdir(), "kinodex-generative-"));
const names = ["coca", "florence2", "janus"] as const;
for (const name of names) await pullRepository(await openFolderRepository(folderOf(name)), join(kept, name));
const entries = await Promise.all(
  names.map(async (name) => ({
    name,
    entry: { manifest: await readManifest(join(kept, name, "manifest.json")), folder: join(kept, name) },
  })),
);

describe("a model of the generative family", () => {
  for (const { name, entry } of entries) describe(`like ${name}`, () => itIsAModel(entry));
  after(() => rm(kept, { recursive: true }));
});

describe("models that write about pictures", () => {
  let hub: UsedHub;
  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    for (const name of names) await pullModel(`double/${name}`, { precision: "fp32" });
  });
  after(() => hub[Symbol.asyncDispose]());

  /** Whether what is written of a picture is what PyTorch writes. */
  async function expectAsWritten(
    name: string,
    generator: TextGenerator,
    request: { readonly frames: readonly DecodedFrame[]; readonly prompt?: string },
    { tokens, logProbabilities }: Written,
  ) {
    const pieces = await collect(generator.generate({ ...request, maxTokens: tokens.length }));
    const found = pieces.flatMap(({ logProbability }) => logProbability ?? []);
    expect(found).to.have.length(tokens.length);
    for (const [n, logProbability] of found.entries())
      expect(logProbability, `token ${n}`).to.be.closeTo(logProbabilities[n] as number, 1e-4);
    expect(pieces.map(({ text }) => text).join("")).to.equal((await openTokeniserOf(name)).decode(tokens));
  }

  async function openTokeniserOf(name: string) {
    const { folder, manifest } = await findModel(`double/${name}`);
    if (manifest.family !== "generative") throw new Error(`${name} is of another family`);
    const { file, sha256 } = manifest.generator.tokenizer;
    return openPromptTokeniser({ path: join(folder, file), sha256 });
  }

  describe("double/coca", () => {
    const { pictures } = referenceOf("coca") as CocaReference;
    let model: Model;
    before(async () => (model = await openModel("double/coca", options)));
    after(() => model[Symbol.asyncDispose]());

    it("describes pictures token by token as OpenCLIP's whole model does", async () => {
      const generator = await model.open("generation");
      for (const { file, ...written } of pictures) {
        const frames = [await readPng(join(folderOf("coca"), file))];
        await expectAsWritten("coca", generator, { frames }, written);
      }
    });

    it("makes embeddings too, and none where its weights were tuned on captions", async () => {
      expect([...model.capabilities]).to.have.members(["generation", "image", "text"]);
      const folder = await mkdtemp(join(tmpdir(), "kinodex-tuned-"));
      try {
        const [from, to] = [join(folder, "double", "tuned"), join(folder, "models")];
        await cp(folderOf("coca"), from, { recursive: true });
        const config = JSON.parse(readFileSync(join(from, "config.json"), "utf8")) as object;
        const tuned = { ...config, pretrained: "mscoco_finetuned_laion2b_s13b_b90k" };
        await writeFile(join(from, "config.json"), JSON.stringify(tuned));
        await pullRepository(await openFolderRepository(from), to);
        const manifest = await readManifest(join(to, "manifest.json"));
        expect(manifest.description).to.match(/no search/);
        await using captioner = createModel({ manifest, folder: to }, options);
        expect([...captioner.capabilities]).to.deep.equal(["generation"]);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });

  describe("double/florence2", () => {
    const { phrase, pictures } = referenceOf("florence2") as FlorenceReference;
    let model: Model;
    before(async () => (model = await openModel("double/florence2", options)));
    after(() => model[Symbol.asyncDispose]());

    it("does each task token by token as transformers' whole model does", async () => {
      const generator = await model.open("generation");
      for (const { file, tasks } of pictures) {
        const frames = [await readPng(join(folderOf("florence2"), file))];
        for (const [task, written] of Object.entries(tasks))
          if (task !== groundingTask) await expectAsWritten("florence2", generator, { frames, prompt: task }, written);
      }
    });

    it("describes in short where no task is named, and refuses a prompt that names none, with its tasks", async () => {
      const generator = await model.open("generation");
      const [{ file, tasks }] = pictures as [(typeof pictures)[number]];
      const frames = [await readPng(join(folderOf("florence2"), file))];
      await expectAsWritten("florence2", generator, { frames }, tasks["<CAPTION>"] as Written);
      const refused = await errorOf(collect(generator.generate({ frames, prompt: "Is there a dog?", maxTokens: 3 })));
      expect(refused).to.include({ name: "KinodexError", code: "usage" });
      expect(refused.message).to.include("<DETAILED_CAPTION>");
      expect(await errorOf(collect(generator.generate({ frames: [], maxTokens: 3 })))).to.include({ code: "usage" });
    });

    it("finds a phrase in a picture: the boxes that transformers' whole model writes", async () => {
      const grounder = await model.open("grounding");
      const tokeniser = await openTokeniserOf("florence2");
      let found = 0;
      for (const { file, tasks } of pictures) {
        const boxes = await grounder.ground(await readPng(join(folderOf("florence2"), file)), phrase);
        expect(boxes).to.deep.equal(readBoxes((tasks[groundingTask] as Written).tokens, tokeniser, phrase));
        found += boxes.length;
      }
      expect(found).to.be.above(0);
    });

    it("stops between two tokens on a signal", async () => {
      const generator = await model.open("generation");
      const [{ file }] = pictures as [(typeof pictures)[number]];
      const frames = [await readPng(join(folderOf("florence2"), file))];
      const abort = new AbortController();
      const reading = (async () => {
        for await (const _ of generator.generate({ frames, maxTokens: 20 }, abort.signal)) abort.abort();
      })();
      expect(await errorOf(reading)).to.include({ name: "KinodexError", code: "interrupted" });
    });
  });

  describe("double/janus", () => {
    const { question, pictures, painting } = referenceOf("janus") as JanusReference;
    let model: Model;
    before(async () => (model = await openModel("double/janus", options)));
    after(() => model[Symbol.asyncDispose]());

    it("answers about pictures token by token as transformers' whole model does", async () => {
      const generator = await model.open("generation");
      for (const { file, ...written } of pictures) {
        const frames = [await readPng(join(folderOf("janus"), file))];
        await expectAsWritten("janus", generator, { frames, prompt: question }, written);
      }
    });

    it("paints the picture that PyTorch paints with the same draws", async () => {
      const { text, seed, width, height, values } = painting;
      const painted = await (await model.open("painting")).paint(text, seed);
      expect([painted.width, painted.height]).to.deep.equal([width, height]);
      const expected = toFloats(values);
      const area = width * height;
      for (const [at, value] of painted.pixels.entries()) {
        const wanted = ((expected[(at % 3) * area + Math.floor(at / 3)] as number) + 1) * 127.5;
        expect(value).to.be.closeTo(Math.min(255, Math.max(0, wanted)), 1);
      }
    });
  });

  for (const name of names)
    it(`opens and runs every part of double/${name} to verify it`, async () => {
      const { ok, checks } = await verifyModel(`double/${name}`);
      expect(ok, JSON.stringify(checks.filter((check) => !check.ok))).to.equal(true);
    });
});

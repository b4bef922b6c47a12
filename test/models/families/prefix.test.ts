import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import type { Embedding } from "../../../src/core/vectors.js";
import type { TextPiece } from "../../../src/models/capabilities/generation.js";
import { faultOfSpace } from "../../../src/models/capabilities/prefix.js";
import { createModel } from "../../../src/models/createModel.js";
import type { ModelEntry } from "../../../src/models/hub/modelFiles.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { pullRepository } from "../../../src/models/hub/pullRepository.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { openFolderRepository } from "../../../src/models/hub/repository/folderRepository.js";
import { verifyModel } from "../../../src/models/hub/verify.js";
import type { Model } from "../../../src/models/model.js";
import { openModel } from "../../../src/models/openModel.js";
import { itIsAModel } from "../../conformance/model.js";
import { skip } from "../../skip.js";
import { doublesFolder, useHub, type UsedHub } from "../hub/useHub.js";

/** What PyTorch gives; `test/doubles/make_prefix.py` writes it. */
interface Reference {
  readonly dimension: number;
  readonly clips: readonly {
    readonly embeddings: readonly number[][];
    readonly tokens: readonly number[];
    readonly logProbabilities: readonly number[];
    readonly text: string;
  }[];
}

const options = { providers: ["cpu"], intraOpThreads: 1 } as const;
const id = "double/prefix";
const reference = JSON.parse(readFileSync(join(doublesFolder, id, "reference.json"), "utf8")) as Reference;

const toClip = (rows: readonly (readonly number[])[]) => ({
  embeddings: rows.map((row): Embedding => Float32Array.from(row)),
  timesSeconds: rows.map((_, n) => n),
});

async function write(
  model: Model,
  clip: ReturnType<typeof toClip>,
  maxTokens = 12,
  signal?: AbortSignal,
): Promise<readonly TextPiece[]> {
  const pieces: TextPiece[] = [];
  for await (const piece of (await model.open("prefix")).generate(clip, { maxTokens }, signal)) pieces.push(piece);
  return pieces;
}

async function pullFolder(from: string): Promise<ModelEntry> {
  const folder = await mkdtemp(join(tmpdir(), "kinodex-prefix-"));
  await pullRepository(await openFolderRepository(from), folder);
  return { manifest: await readManifest(join(folder, "manifest.json")), folder };
}

/** One that is at hand before any test is declared. */
const ready = await pullFolder(join(doublesFolder, id));

describe("a model of stored embeddings", () => {
  itIsAModel(ready);
  after(() => rm(ready.folder, { recursive: true }));
});

describe("a language model that continues from stored embeddings", () => {
  let hub: UsedHub;
  let model: Model;

  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await pullModel(id);
    model = await openModel(id, options);
  });

  after(async () => {
    await model[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  });

  it("writes what PyTorch writes, with its probabilities", async () => {
    for (const { embeddings, text, tokens, logProbabilities } of reference.clips) {
      const pieces = await write(model, toClip(embeddings), tokens.length);
      expect(pieces.map((piece) => piece.text).join("")).to.equal(text);
      const found = pieces.flatMap(({ logProbability }) => logProbability ?? []);
      expect(found).to.have.length(tokens.length);
      for (const [n, value] of found.entries()) expect(value).to.be.closeTo(logProbabilities[n] as number, 1e-3);
    }
    expect(new Set(reference.clips.map(({ text }) => text)).size).to.equal(reference.clips.length);
  });

  it("says whose embeddings it reads, and what is wrong with others", async () => {
    const generator = await model.open("prefix");
    const { dimension } = reference;
    const space = { id: "double/clip", hash: "0".repeat(64), dimension };
    expect(generator.space).to.deep.equal({ id: space.id, hash: space.hash });
    expect(faultOfSpace(generator, space)).to.equal(undefined);
    expect(faultOfSpace(generator, { ...space, id: "double/siglip" })).to.match(
      /of double\/clip, not of double\/siglip/,
    );
    expect(faultOfSpace(generator, { ...space, hash: "1".repeat(64) })).to.match(/another version of double\/clip/);
    expect(faultOfSpace({ space: undefined }, space)).to.match(/does not say/);
  });

  it("ends a text where the model can read no more", async () => {
    const [{ embeddings }] = reference.clips as [Reference["clips"][number]];
    const pieces = await write(model, toClip(embeddings), 1000);
    expect(pieces.filter(({ logProbability }) => logProbability !== undefined)).to.have.length.within(13, 64);
  });

  it("is whole, and writes, for `models verify`", async () => {
    const { ok, checks } = await verifyModel(id);
    expect(ok, JSON.stringify(checks)).to.equal(true);
    expect(checks.at(-1)).to.include({ subject: "prefix", detail: "writes about an embedding" });
  });
});

describe("a model of stored embeddings in the layout of LLaVA", () => {
  const folder = join(packageRoot, "../shared/families/hub/double/prefix");

  it("writes the captions that PyTorch wrote", async function () {
    if (!existsSync(folder)) skip(this, "needs ../shared/families");
    const entry = await pullFolder(folder);
    await using shared = createModel(entry, options);
    const captions = JSON.parse(readFileSync(join(folder, "captions.json"), "utf8")) as string[];
    const vectors = new Float32Array(new Uint8Array(readFileSync(join(folder, "reference/vectors.bin"))).buffer);
    const dimension = vectors.length / captions.length;
    for (const [n, caption] of captions.entries()) {
      const embedding = vectors.slice(n * dimension, (n + 1) * dimension);
      const pieces = await write(shared, { embeddings: [embedding], timesSeconds: [0] }, 16);
      expect(pieces.map(({ text }) => text).join("")).to.equal(caption);
    }
    expect((await shared.open("prefix")).space).to.equal(undefined);
    await rm(entry.folder, { recursive: true });
  });
});

import { expect } from "chai";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { dot, type Embedding } from "../../../src/core/vectors.js";
import type { TextEncoder } from "../../../src/inference/encoding/encoders.js";
import { readKnownTexts, rememberTexts, toKnownTextsFile } from "../../../src/inference/encoding/knownTexts.js";
import { createModel } from "../../../src/models/createModel.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { backgroundQueries } from "../../../src/query/confidence/backgroundQueries.js";
import { asContrastive } from "../../fixtures/manifests.js";

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error as { code?: string }).code,
  );

describe("known texts", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "kinodex-test-"))));
  after(() => rm(folder, { recursive: true }));

  it("come out of their file as they went in, in any script", async () => {
    const texts = ["a dog", "ein Hund, größer", "海滩", ""];
    const embeddings = texts.map((_, n) => Float32Array.of(n, 0.5, -1 / 3));
    const path = join(folder, "known.bin");
    const bytes = toKnownTextsFile(texts, embeddings);
    await writeFile(path, bytes);
    const known = await readKnownTexts({ path, sha256: digest(bytes) }, 3);
    expect([...known]).to.deep.equal(texts.map((text, n) => [text, embeddings[n]]));
    expect(await codeOf(readKnownTexts({ path, sha256: digest(bytes) }, 4))).to.equal("model");
    expect(await codeOf(readKnownTexts({ path, sha256: "0".repeat(64) }, 3))).to.equal("model");
  });

  it("are answered without the encoder, which is opened for the first other one and gets only those", async () => {
    const asked: string[][] = [];
    const about = { modelId: "m", dimension: 1, logitScale: 1, logitBias: 0 };
    let opened = 0;
    const open = async (): Promise<TextEncoder> => {
      opened += 1;
      const encode = async (texts: readonly string[]): Promise<Embedding[]> => {
        asked.push([...texts]);
        return texts.map((text) => Float32Array.of(text.length));
      };
      return { ...about, encode };
    };
    const known = new Map([["dog", Float32Array.of(-1)]]);
    const encoder = rememberTexts(known, about, open);
    const [first] = await encoder.encode(["dog"]);
    expect(opened).to.equal(0);
    (first as Embedding)[0] = 7; // it belongs to the receiver
    expect(await encoder.encode(["cats", "dog", "a"])).to.deep.equal([4, -1, 1].map((value) => Float32Array.of(value)));
    expect(asked).to.deep.equal([["cats", "a"]]);
  });

  it("that ship are what the encoder gives, and hold every unrelated query", async () => {
    const models = join(packageRoot, "models");
    const manifest = asContrastive(await readManifest(join(models, "embedded.json")));
    const { known: file, ...text } = manifest.text;
    const stated = { path: join(models, file?.file ?? ""), sha256: file?.sha256 ?? "" };
    const known = await readKnownTexts(stated, manifest.dimension);
    expect(backgroundQueries.filter((query) => !known.has(query))).to.deep.equal([]);
    await using model = createModel({ manifest: { ...manifest, text }, folder: models }, { providers: ["cpu"] });
    const texts = [...known.keys()];
    const encoded = await (await model.open("text")).encode(texts);
    for (const [n, embedding] of encoded.entries())
      expect(dot(embedding, known.get(texts[n] as string) as Embedding), texts[n]).to.be.closeTo(1, 1e-5);
  });
});

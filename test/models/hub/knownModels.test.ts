import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../src/core/paths.js";
import { families } from "../../../src/models/families/families.js";
import { openModel } from "../../../src/models/openModel.js";
import { findModel, listModels } from "../../../src/models/hub/knownModels.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { verifyModel } from "../../../src/models/hub/verify.js";
import { readTinyManifest, tinyFolder } from "../../inference/fixtures.js";
import { skip } from "../../skip.js";
import { asContrastive } from "../../fixtures/manifests.js";

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );

describe("the models that ship", () => {
  it("have the bytes that their manifests state in any checkout, also where git is told to turn line ends", async function () {
    for (const folder of ["models/embedded.json", "test/fixtures/onnx/tiny.json"]) {
      for (const file of families.create(await readManifest(join(packageRoot, folder))).files) {
        const path = join(folder, "..", file.file).replaceAll("\\", "/");
        const args = ["-c", "core.autocrlf=true", "cat-file", "--filters", `HEAD:${path}`];
        const git = spawnSync("git", args, { cwd: packageRoot, maxBuffer: 2 ** 26 });
        if (git.status !== 0) skip(this, "there is no git, or no checkout");
        expect(createHash("sha256").update(git.stdout).digest("hex"), path).to.equal(file.sha256);
      }
    }
  });
});

describe("the models in a folder", () => {
  let folder: string;
  const before_ = process.env["KINODEX_MODELS"];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kinodex-models-"));
    await cp(tinyFolder, folder, { recursive: true });
    process.env["KINODEX_MODELS"] = folder;
  });

  afterEach(async () => {
    if (before_ === undefined) delete process.env["KINODEX_MODELS"];
    else process.env["KINODEX_MODELS"] = before_;
    await rm(folder, { recursive: true });
  });

  const writeManifest = (content: unknown) => writeFile(join(folder, "other.json"), JSON.stringify(content));

  it("are listed beside those that ship", async () => {
    const { models, faults } = await listModels();
    expect(faults).to.deep.equal([]);
    expect(models.map(({ manifest }) => manifest.id)).to.include("test/tiny");
  });

  it("are named when an unknown one is asked for", async () => {
    const error = await errorOf(findModel("no/such"));
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error?.message).to.match(/"no\/such".*test\/tiny/);
  });

  it("stay usable beside a manifest that is not valid", async () => {
    await writeFile(join(folder, "broken.json"), "{");
    expect(asContrastive((await findModel("test/tiny")).manifest).dimension).to.equal(8);
    expect((await listModels()).faults[0]?.message).to.include("broken.json");
    expect((await errorOf(findModel("no/such")))?.message).to.include("broken.json");
  });

  const wrong: readonly [string, (manifest: Record<string, unknown>) => unknown, RegExp][] = [
    ["a misspelt key", (it) => ({ ...it, dimensions: 8 }), /"dimensions".*allowed:.*dimension,/],
    ["a key that is missing", (it) => ({ ...it, dimension: undefined }), /"dimension"/],
    ["an unknown family", (it) => ({ ...it, family: "magic" }), /"family" must be one of contrastive/],
    [
      "a value that is not allowed in a part",
      (it) => ({ ...it, image: { ...(it["image"] as object), resize: "fill" } }),
      /"image\.resize".*stretch.*crop/,
    ],
    [
      "a file outside the manifest's folder",
      (it) => ({ ...it, image: { ...(it["image"] as object), file: "../../etc/passwd" } }),
      /"image\.file".*inside the manifest's folder/,
    ],
    [
      "a digest that is none",
      (it) => ({ ...it, text: { ...(it["text"] as object), sha256: "abc" } }),
      /"text\.sha256".*64/,
    ],
    [
      "a short edge where nothing is cut",
      (it) => ({ ...it, image: { ...(it["image"] as object), shortEdge: 20 } }),
      /"image\.shortEdge".*crop/,
    ],
    [
      "a short edge that does not cover the input",
      (it) => ({ ...it, image: { ...(it["image"] as object), resize: "crop", shortEdge: 15 } }),
      /"image\.shortEdge".*at least the input/,
    ],
    [
      "weights that do not lie beside their graph",
      (it) => {
        const { sha256, sizeBytes } = readTinyManifest().text;
        return {
          ...it,
          text: { ...(it["text"] as object), externalData: [{ file: "else/where", sha256, sizeBytes }] },
        };
      },
      /"text\.externalData".*folder of the graph/,
    ],
  ];
  for (const [what, change, message] of wrong) {
    it(`are refused with the key and what is allowed: ${what}`, async () => {
      await writeManifest(change({ ...readTinyManifest(), id: "test/other" }));
      const { faults } = await listModels();
      expect(faults).to.have.length(1);
      expect(faults[0]?.message).to.include("other.json").and.to.match(message);
    });
  }

  it("are opened by id", async () => {
    await using model = await openModel("test/tiny", { providers: ["cpu"], intraOpThreads: 1 });
    expect(await (await model.open("text")).encode(["a dog"])).to.have.length(1);
  });

  it("pass verification when whole", async () => {
    const report = await verifyModel("test/tiny");
    expect(report.checks.filter(({ ok }) => !ok)).to.deep.equal([]);
    expect(report.ok).to.equal(true);
    expect(report.checks.map(({ subject }) => subject)).to.include.members([
      "tiny/image.onnx",
      "tiny/tokenizer.json",
      "temporal",
    ]);
  });

  it("fail verification when a file is changed or missing", async () => {
    const text = join(folder, "tiny", "text.onnx");
    await rm(join(folder, "tiny", "image.onnx"));
    await writeFile(text, Buffer.alloc(readTinyManifest().text.sizeBytes));
    const report = await verifyModel("test/tiny");
    expect(report.ok).to.equal(false);
    const failed = report.checks.filter(({ ok }) => !ok);
    expect(failed.map(({ subject }) => subject)).to.deep.equal(["tiny/image.onnx", "tiny/text.onnx"]);
    expect(failed[1]?.detail).to.match(/SHA-256/);
  });
});

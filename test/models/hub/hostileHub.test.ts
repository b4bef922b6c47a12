import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../src/core/paths.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { readRepositories, type RepositoryFiles } from "./hubRepositories.js";
import { openHub } from "./hubServer.js";

const honest = readRepositories(join(packageRoot, "test/doubles/hub")).get("double/clip") as RepositoryFiles;
const external = readRepositories(join(packageRoot, "test/doubles/hub")).get("double/external") as RepositoryFiles;
const json = (content: unknown) => Buffer.from(JSON.stringify(content));
const settings = (path: string) => JSON.parse(String(Buffer.from(honest[path] as Uint8Array))) as object;

/** The double whose weights lie in a file, after that file's name has become another one of the same length. */
function pointingTo(name: string): RepositoryFiles {
  const graph = Buffer.from(external["onnx/vision_model.onnx"] as Uint8Array);
  const from = Buffer.from("vision_model.onnx_data");
  const to = Buffer.from(name.padEnd(from.length, "x").slice(0, from.length));
  for (let at = graph.indexOf(from); at >= 0; at = graph.indexOf(from, at + 1)) to.copy(graph, at);
  return { ...external, "onnx/vision_model.onnx": graph };
}

const without = (files: RepositoryFiles, missing: string): RepositoryFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path !== missing));

/** What a repository may try, and whether a model comes of it: what nobody asks for is left where it is. */
const repositories: readonly [what: string, files: RepositoryFiles, becomesModel: boolean][] = [
  ["a file above the folder", { ...honest, "../../outside.onnx": Buffer.from("x") }, true],
  ["an absolute file", { ...honest, "/tmp/kinodex-outside.onnx": Buffer.from("x") }, true],
  ["a file by a detour", { ...honest, "onnx/../../outside": Buffer.from("x") }, true],
  ["a file with backslashes", { ...honest, "..\\..\\outside": Buffer.from("x") }, true],
  ["a name with a NUL", { ...honest, "config.json\0.exe": Buffer.from("x") }, true],
  ["a pickle", { ...honest, "pytorch_model.bin": Buffer.from("\x80\x02cos\nsystem\n") }, true],
  ["code of its own", { ...honest, "modeling.py": Buffer.from("import os") }, true],
  ["a manifest of its own", { ...honest, "manifest.json": json({ id: "kinodex/embedded" }) }, true],
  ["a lock of its own", { ...honest, "lock.json": json({ files: {} }) }, true],
  ["weights above the folder", pointingTo("../../../../etc/passwd"), false],
  ["weights at an absolute place", pointingTo("/etc/ssl/private/x.key"), false],
  ["weights in a folder beside", pointingTo("..//kinodex/embedded/x"), false],
  ["weights that are empty", { ...external, "onnx/vision_model.onnx_data": Buffer.alloc(0) }, false],
  ["weights that are not there", without(external, "onnx/vision_model.onnx_data"), false],
  [
    "a graph that is a pickle",
    { ...honest, ...twice("vision", Buffer.from("\x80\x02cos\nsystem\n(S'x'\ntR.")) },
    false,
  ],
  [
    "a graph of noise",
    { ...honest, ...twice("vision", Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 2654435761) % 256))) },
    false,
  ],
  ["an empty graph", { ...honest, ...twice("text", Buffer.alloc(0)) }, false],
  ["a configuration that is no JSON", { ...honest, "config.json": Buffer.from("<html>") }, false],
  ["a configuration that is a list", { ...honest, "config.json": json([1, 2]) }, false],
  [
    "pictures of 10^9 pixels a side",
    {
      ...honest,
      "preprocessor_config.json": json({
        ...settings("preprocessor_config.json"),
        crop_size: { height: 1e9, width: 1e9 },
      }),
    },
    false,
  ],
  [
    "pictures of another size than its graph takes",
    {
      ...honest,
      "preprocessor_config.json": json({
        ...settings("preprocessor_config.json"),
        size: { shortest_edge: 64 },
        crop_size: { height: 64, width: 64 },
      }),
    },
    false,
  ],
  [
    "texts of more tokens than its graph has places",
    { ...honest, "tokenizer_config.json": json({ ...settings("tokenizer_config.json"), model_max_length: 4096 }) },
    true, // the graph says how many it takes
  ],
  ["a configuration without end", { ...honest, "config.json": Buffer.alloc(70 * 2 ** 20, " ") }, false],
  [
    "a mean of two channels",
    { ...honest, "preprocessor_config.json": json({ ...settings("preprocessor_config.json"), image_mean: [0, 1] }) },
    false,
  ],
  ["a tokeniser that is no JSON", { ...honest, "tokenizer.json": Buffer.from("\0\0") }, false],
  [
    "a prototype in its configuration",
    { ...honest, "config.json": Buffer.from('{"__proto__": {"polluted": true}, "model_type": "clip"}') },
    true,
  ],
];

function twice(tower: "vision" | "text", bytes: Uint8Array): RepositoryFiles {
  return { [`onnx/${tower}_model.onnx`]: bytes, [`onnx/${tower}_model_quantized.onnx`]: bytes };
}

describe("a repository that means ill", () => {
  const before = { endpoint: process.env["HF_ENDPOINT"], models: process.env["KINODEX_MODELS"] };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kinodex-hostile-hub-"));
    process.env["KINODEX_MODELS"] = join(folder, "inner/models");
  });

  afterEach(async () => {
    for (const [name, value] of [
      ["HF_ENDPOINT", before.endpoint],
      ["KINODEX_MODELS", before.models],
    ] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true });
  });

  for (const [what, files, becomesModel] of repositories) {
    it(`gets nothing out of ${what}`, async () => {
      await using hub = await openHub({ repositories: { "evil/model": files } });
      process.env["HF_ENDPOINT"] = hub.endpoint;
      const home = join(folder, "inner/models/evil/model");
      const failure = await pullModel("evil/model", { patience: { maxTries: 1 } }).then(
        () => undefined,
        (error: unknown) => error as Error,
      );
      expect(failure?.name ?? "none", failure?.message).to.equal(becomesModel ? "none" : "KinodexError");
      expect(existsSync(join(home, "manifest.json"))).to.equal(becomesModel);
      const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const { parentPath } of written) expect(`${parentPath}/`.startsWith(`${home}/`), parentPath).to.equal(true);
      const asked = hub.requests.map(({ path }) => path).filter((path) => /outside|pickle|\.py|\.bin|\.exe/.test(path));
      expect(asked).to.deep.equal([]);
      if (becomesModel) {
        const { id } = JSON.parse(readFileSync(join(home, "manifest.json"), "utf8")) as { id: string };
        expect(id).to.equal("evil/model");
      }
      expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
    });
  }
});

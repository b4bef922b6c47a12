import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../../src/core/paths.js";
import { contrastiveSchema, type ContrastiveManifest } from "../../../src/models/families/contrastive/manifest.js";
import { families, type ModelManifest } from "../../../src/models/families/families.js";
import { identityOf } from "../../../src/models/manifest/identity.js";

const unimportant = new Set([
  "licence",
  "source",
  "description",
  "revision",
  "frequencies",
  "known",
  "file",
  "package",
  "url",
]);

const file = {
  file: "a.bin",
  sha256: "0".repeat(64),
  sizeBytes: 1,
  package: "@some/package",
  url: "https://example.org/{revision}/a.bin",
};
const graph = { ...file, externalData: [file] };

/** A manifest with every key that the family knows, none of which says what is so by default. */
const maximal: ModelManifest = {
  id: "test/maximal",
  family: "contrastive",
  licence: "MIT",
  source: "nowhere",
  description: "All keys.",
  revision: "1",
  frequencies: "frequencies.json",
  dimension: 8,
  image: {
    ...graph,
    inputWidth: 8,
    inputHeight: 8,
    resize: "crop",
    shortEdge: 9,
    interpolation: "lanczos",
    mean: [0.1, 0.2, 0.3],
    std: [0.1, 0.2, 0.3],
    input: "pixels",
    output: "embeddings",
    maxBatch: 1,
  },
  text: {
    ...graph,
    tokenizer: file,
    known: { ...file },
    contextLength: 8,
    lowerCase: true,
    padTokenId: 1,
    paddingSide: "left",
    inputIds: "ids",
    attentionMask: "mask",
    tokenTypeIds: "types",
    idType: "int32",
    output: "embeddings",
    maxBatch: 1,
  },
  temporal: { ...graph, maxFrames: 4, input: "frames", mask: "mask", times: "times", output: "embeddings" },
  logitScale: 2,
  logitBias: 3,
};

type Path = readonly string[];

const hashOf = (manifest: object) => identityOf("contrastive", contrastiveSchema, manifest as ContrastiveManifest).hash;

/** Where the values of a manifest lie: keys, and positions in lists. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

/** Where a schema has keys, and what it says of them. */
function fieldsOf(schema: z.core.$ZodType, path: Path = []): (readonly [Path, z.core.$ZodType])[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return fieldsOf(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element, [...path, "0"]);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const own = [...path, key];
    return [[own, field as z.core.$ZodType] as const, ...fieldsOf(field as z.core.$ZodType, own)];
  });
}

const holderOf = (value: object, path: Path) =>
  path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, value as Record<string, unknown>);

function changed(path: Path, change: (value: unknown) => unknown): object {
  const copy = structuredClone(maximal);
  const holder = holderOf(copy, path);
  const key = path.at(-1) as string;
  holder[key] = change(holder[key]);
  if (holder[key] === undefined) delete holder[key];
  return copy;
}

const toAnother = (value: unknown) => {
  if (typeof value === "boolean") return !value;
  return typeof value === "number" ? value + 1 : `${String(value)}0`;
};

describe("the identity of a model", () => {
  const hash = hashOf(maximal);
  const fields = fieldsOf(contrastiveSchema);

  it("is tested with every key that a manifest may have", () => {
    expect(families.schema.safeParse(maximal).error).to.equal(undefined);
    const missing = fields.filter(([path]) => holderOf(maximal, path)[path.at(-1) as string] === undefined);
    expect(missing.map(([path]) => path.join("."))).to.deep.equal([]);
    expect(fields.length).to.be.above(60);
  });

  for (const path of pathsOf(maximal).filter(([key]) => key !== "id" && key !== "family")) {
    const isUnimportant = path.some((key) => unimportant.has(key));
    it(`${isUnimportant ? "stays" : "changes"} with ${path.join(".")}`, () => {
      expect(hashOf(changed(path, toAnother)) === hash).to.equal(isUnimportant);
    });
  }

  it("changes with the family", () => {
    const other = identityOf("other", contrastiveSchema, maximal);
    expect(other.hash).to.not.equal(hash);
    expect(families.create(maximal).identity).to.deep.equal({ ...other, hash });
  });

  it("changes with each optional key that goes", () => {
    for (const [path, field] of fields) {
      if (!(field instanceof z.ZodOptional) || unimportant.has(path.at(-1) as string)) continue;
      expect(hashOf(changed(path, () => undefined)), path.join(".")).to.not.equal(hash);
    }
  });

  it("is the same whether a default is stated or left out", () => {
    const withDefault = fields.filter(([, field]) => field instanceof z.ZodDefault);
    expect(withDefault).to.have.length.above(6);
    for (const [path, field] of withDefault) {
      const { defaultValue } = (field as z.ZodDefault).def;
      const stated = hashOf(changed(path, () => defaultValue));
      expect(stated, path.join(".")).to.equal(hashOf(changed(path, () => undefined)));
      expect(stated, path.join(".")).to.not.equal(hash);
    }
  });

  it("does not depend on the order of keys", () => {
    expect(hashOf(Object.fromEntries(Object.entries(maximal).toReversed()))).to.equal(hash);
  });

  it("of the model that ships is the one that its calibration was made with", async () => {
    const read = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(packageRoot, "models", name), "utf8"));
    const shipped = families.schema.parse(await read("embedded.json"));
    const { model } = (await read("captions/kinodex-embedded.json")) as { model: { hash: string } };
    expect(families.create(shipped).identity.hash).to.equal(model.hash);
  });
});

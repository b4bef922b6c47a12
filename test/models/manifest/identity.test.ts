import { expect } from "chai";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { identityOf } from "../../../src/models/manifest/identity.js";
import type { ModelManifest } from "../../../src/models/families/families.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";

const unimportant = new Set(["licence", "source", "description", "revision", "file", "url"]);

/** Where the values of a manifest lie: keys, and positions in lists. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

function change(manifest: object, path: readonly string[]): ModelManifest {
  const copy = structuredClone(manifest) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
  const key = path.at(-1) as string;
  const value = holder[key];
  holder[key] = typeof value === "number" ? value + 1 : `${String(value)}0`;
  return copy as unknown as ModelManifest;
}

describe("identityOf", () => {
  let manifest: ModelManifest;
  before(async () => {
    const shipped = await readManifest(join(packageRoot, "models/embedded.json"));
    const url = "https://example.org/{revision}/image.onnx";
    manifest = { ...shipped, revision: "1", image: { ...shipped.image, url } };
  });

  it("changes with every value of the manifest, except prose and addresses", () => {
    const { hash } = identityOf(manifest);
    const paths = pathsOf(manifest);
    expect(paths.length).to.be.above(40);
    for (const path of paths.filter(([key]) => key !== "id")) {
      const isUnimportant = unimportant.has(path.at(-1) as string);
      const isSame = identityOf(change(manifest, path)).hash === hash;
      expect(isSame, path.join(".")).to.equal(isUnimportant);
    }
  });

  it("changes when a part goes, and not with the order of keys", () => {
    const { temporal: _, ...without } = manifest;
    expect(identityOf(without).hash).not.to.equal(identityOf(manifest).hash);
    const turned = Object.fromEntries(Object.entries(manifest).toReversed()) as unknown as ModelManifest;
    expect(identityOf(turned)).to.deep.equal(identityOf(manifest));
  });
});

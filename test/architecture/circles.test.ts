import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { packageRoot } from "../../src/core/paths.js";

/** The code of files, by their paths. */
type Sources = Readonly<Record<string, string>>;
type Imports = ReadonlyMap<string, ReadonlySet<string>>;

describe("the folders of src/", () => {
  it("never import each other in a circle, not even for types", () => {
    expect(circularFolders(readSources(join(packageRoot, "src")))).to.deep.equal([]);
  });
});

describe("a circle of folders", () => {
  it("is seen through types, several folders, and at any depth", () => {
    const sources = {
      "a/one/x.ts": 'import type { Y } from "../../b/y.js";',
      "b/y.ts": 'export { z } from "../c/two/z.js";',
      "c/two/z.ts": 'export const later = () => import("../../a/x.js");',
      "d/w.ts": 'import { x } from "../a/x.js";',
      "d/left/v.tsx": 'import { u } from "../right/u.js";',
      "d/right/u.ts": 'import type { V } from "../left/v.js";',
    };
    expect(circularFolders(sources)).to.have.members(["a", "b", "c", "d/left", "d/right"]);
  });

  it("is none between a folder and what lies in it, or where one folder imports another alone", () => {
    const sources = {
      "tasks/registry.ts": 'import { task } from "./kinds/task.js";\nimport { readFile } from "node:fs";',
      "tasks/kinds/task.ts": 'import type { Task } from "../contract.js";\nimport { core } from "../../core/core.js";',
    };
    expect(circularFolders(sources)).to.deep.equal([]);
  });
});

function readSources(root: string): Sources {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  return Object.fromEntries(names.map((name) => [name.replaceAll("\\", "/"), readFileSync(join(root, name), "utf8")]));
}

function circularFolders(sources: Sources): string[] {
  const imports = importsBetweenFolders(sources);
  return [...imports.keys()].filter((folder) => reachedFrom(folder, imports).has(folder));
}

/**
 * Which folders each folder imports, of those that stand beside it: `query` and `store`, `api/files` and `api/routes`. A
 * folder and what lies in it are one, as a contract lies above its implementations and what lists them beside it.
 */
function importsBetweenFolders(sources: Sources): Imports {
  const imports = new Map<string, Set<string>>();
  for (const [file, code] of Object.entries(sources))
    for (const [, specifier = ""] of code.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const pair = whereTheyPart(foldersOf(file), foldersOf(posix.join(posix.dirname(file), specifier)));
      if (pair) imports.set(pair[0], (imports.get(pair[0]) ?? new Set()).add(pair[1]));
    }
  return imports;
}

const foldersOf = (path: string): string[] => path.split("/").slice(0, -1);

/** The folders beside each other in which two paths go on; none where one of them ends before. */
function whereTheyPart(from: readonly string[], to: readonly string[]): readonly [string, string] | undefined {
  const shared = from.findIndex((folder, n) => folder !== to[n]);
  if (shared < 0 || shared >= to.length) return undefined;
  return [from.slice(0, shared + 1).join("/"), to.slice(0, shared + 1).join("/")];
}

function reachedFrom(folder: string, imports: Imports): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = [...(imports.get(next) ?? [])].filter((imported) => !reached.has(imported));
    for (const imported of found) reached.add(imported);
    open.push(...found);
  }
  return reached;
}

import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { parseDocument } from "yaml";
import { isInside, type Repository } from "./repository.js";

/** Opens a folder that holds what a hub's repository would; its id is `local/` and the folder's name. */
export async function openFolderRepository(folder: string): Promise<Repository> {
  const root = resolve(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(isInside)
    .sort();
  const stats = await Promise.all(paths.map(async (path) => ({ path, found: await stat(join(root, path)) })));
  const files = stats
    .filter(({ found }) => found.isFile())
    .map(({ path, found }) => ({ path, sizeBytes: found.size, digest: undefined }));
  return {
    id: `local/${toName(basename(root))}`,
    source: root,
    revision: undefined,
    licence: await licenceIn(join(root, "README.md")),
    files,
    urlOf: () => undefined,
    read: async (path, fromByte) => ({
      startByte: fromByte,
      bytes: createReadStream(join(root, path), { start: fromByte }),
    }),
  };
}

function toName(folder: string): string {
  return folder.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "model";
}

/** What the front matter of a model's page says. */
async function licenceIn(page: string): Promise<string | undefined> {
  const text = await readFile(page, "utf8").catch(() => "");
  const [, front = ""] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  const licence = parseDocument(front).get("license");
  return typeof licence === "string" ? licence : undefined;
}

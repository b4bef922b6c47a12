import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { KinodexError } from "../../core/errors.js";
import type { FetchedSettings } from "../families/hubLayout.js";

/**
 * Reads the settings that a repository's folder holds: JSON and templates.
 *
 * @throws {KinodexError} `model` for a file that is not JSON
 */
export async function readFetchedSettings(
  folder: string,
  paths: readonly string[],
): Promise<Pick<FetchedSettings, "json" | "text">> {
  const documents = new Map<string, unknown>();
  const texts = new Map<string, string>();
  for (const path of paths) {
    if (path.endsWith(".json")) documents.set(path, await readJson(join(folder, path)));
    if (path.endsWith(".jinja")) texts.set(path, await readFile(join(folder, path), "utf8"));
  }
  return { json: (path) => documents.get(path), text: (path) => texts.get(path) };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new KinodexError("model", `${path} is not JSON`, { path }, error);
  }
}

import { resolve } from "node:path";
import { toDiskSpelling } from "../core/paths.js";
import { findVideoFiles } from "../media/videoFiles.js";
import type { IndexOutcome } from "../pipeline/events.js";

/** What {@link listFiles} found. */
export interface ListedFiles {
  /** Absolute, each once. */
  readonly files: readonly string[];
  /** What could not be looked into. */
  readonly failed: readonly (IndexOutcome & { readonly type: "failed"; readonly path: string })[];
}

/** The video files that paths name: themselves, or what is in a folder at any depth. */
export async function listFiles(paths: readonly string[]): Promise<ListedFiles> {
  const files = new Set<string>();
  const failed: ListedFiles["failed"][number][] = [];
  for await (const found of findVideoFiles(paths.map((path) => toDiskSpelling(path)))) {
    if ("problem" in found) failed.push({ type: "failed", path: found.path, error: found.problem });
    else files.add(resolve(found.path));
  }
  return { files: [...files], failed };
}

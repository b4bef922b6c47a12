import { resolve } from "node:path";
import { toDiskSpelling } from "../core/paths.js";
import { findVideoFiles } from "../media/videoFiles.js";
import type { IndexOutcome } from "../pipeline/events.js";

/** What {@link listFiles} found. */
export interface ListedFiles {
  /** Absolute, each once. */
  readonly files: readonly string[];
  /** Folders that were named and hold no video at any depth. */
  readonly emptyFolders: readonly string[];
  /** What could not be looked into. */
  readonly failed: readonly (IndexOutcome & { readonly type: "failed"; readonly path: string })[];
}

/** The video files that paths name: themselves, or what is in a folder at any depth. */
export async function listFiles(paths: readonly string[]): Promise<ListedFiles> {
  const files = new Set<string>();
  const failed: ListedFiles["failed"][number][] = [];
  const emptyFolders: string[] = [];
  for (const path of paths) {
    let isEmpty = true;
    for await (const found of findVideoFiles([toDiskSpelling(path)])) {
      isEmpty = false;
      if ("problem" in found) failed.push({ type: "failed", path: found.path, error: found.problem });
      else files.add(resolve(found.path));
    }
    if (isEmpty) emptyFolders.push(path); // a file is always given, or named as a problem
  }
  return { files: [...files], emptyFolders, failed };
}

import type { ServedIndex } from "../app/servedIndex.js";
import type { ApiContext } from "./context.js";
import { ApiError } from "./problem.js";

type Known = Pick<ApiContext, "index" | "roots">;

/** The folders in which files of videos lie, as callers see them, in alphabetical order. */
export async function listFolders({ index, roots }: Known): Promise<{ folder: string; videoCount: number }[]> {
  const counts = new Map<string, number>();
  for (const { folder, videoCount } of await index.folders()) {
    const shown = roots.show(folder);
    counts.set(shown, (counts.get(shown) ?? 0) + videoCount);
  }
  return [...counts]
    .map(([folder, videoCount]) => ({ folder, videoCount }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/**
 * What a filter that callers give is for the index: a folder by its name becomes the folders that are shown so, or lie in
 * one that is. Throws 404 for a folder in which no video lies.
 */
export async function withFolders<Filter extends { readonly folder?: string | undefined }>(
  filter: Filter,
  { index, roots }: Known,
): Promise<Omit<Filter, "folder"> & { readonly folder?: readonly string[] }> {
  const { folder: name, ...rest } = filter;
  if (name === undefined) return rest;
  return { ...rest, folder: await findFolders(name.replaceAll("\\", "/").replace(/\/+$/, ""), index, roots) };
}

async function findFolders(name: string, index: ServedIndex, roots: ApiContext["roots"]): Promise<string[]> {
  const folders = (await index.folders())
    .map(({ folder }) => folder)
    .filter((folder) => roots.show(folder) === name || roots.show(folder).startsWith(`${name}/`));
  if (folders.length > 0) return folders;
  throw new ApiError(
    404,
    "not-found",
    `No video lies in a folder "${name}": GET /v1/folders lists those that there are.`,
  );
}

import type { KeptThings } from "../collections/collections.js";
import { readNewness } from "../query/language/newness.js";
import { parseQuery } from "../query/language/parse.js";

/** What people search for again, the latest first; without what {@link isByModel} leaves out. */
export async function savedQueries({ searches }: Pick<KeptThings, "searches">): Promise<string[]> {
  const saved = (await searches.list()).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const texts = saved.map(({ search }) => (search as { readonly query?: unknown } | null)?.query);
  return [...new Set(texts.filter((text) => typeof text === "string"))].filter(isByModel);
}

/** Whether a query can be read, and is found by embeddings: what is new is not. */
export function isByModel(text: string): boolean {
  if (readNewness(text) !== undefined) return false;
  try {
    parseQuery(text);
    return true;
  } catch {
    return false;
  }
}

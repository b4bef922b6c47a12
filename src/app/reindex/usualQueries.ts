import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadConceptBank } from "../../annotators/concepts/conceptBank.js";
import { openKeptThings } from "../../collections/sqlite/openKeptThings.js";
import { savedQueries } from "../savedQueries.js";
import type { SearchComparison } from "./compareSearches.js";

/** Most queries that are compared. */
const maxQueries = 50;
/** Fewer saved searches say little. */
const minSaved = 5;

/** What an index is asked: the searches that people saved, as no others are kept; without five of them, names of concepts. */
export async function usualQueries(
  directory: string,
): Promise<{ readonly queries: readonly string[]; readonly kind: SearchComparison["queries"] }> {
  const saved = await readSaved(directory);
  if (saved.length >= minSaved) return { queries: saved.slice(0, maxQueries), kind: "saved" };
  const { subjects, places } = loadConceptBank();
  const names = [...subjects, ...places].map(({ says }) => says);
  const step = Math.max(1, names.length / maxQueries);
  const count = Math.min(maxQueries, names.length);
  return { queries: Array.from({ length: count }, (_, n) => names[Math.floor(n * step)] as string), kind: "concepts" };
}

async function readSaved(directory: string): Promise<string[]> {
  if (!existsSync(join(directory, "collections.sqlite"))) return [];
  await using kept = openKeptThings(directory);
  return await savedQueries(kept); // before the file is closed
}

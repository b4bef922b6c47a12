import { createRandom } from "../../core/random.js";
import type { NotExamined } from "../clips/clip.js";

/** So many things, drawn by the seed and in their own order; what is left out is told. */
export function drawSome<Item>(
  items: readonly Item[],
  {
    limit = items.length,
    seed,
    task,
    what,
  }: { readonly limit?: number | undefined; readonly seed: number; readonly task: string; readonly what: string },
): { readonly chosen: readonly Item[]; readonly notExamined: readonly NotExamined[] } {
  if (items.length <= limit) return { chosen: items, notExamined: [] };
  const random = createRandom(seed);
  const places = items.map((_, n) => ({ n, place: random() })).sort((a, b) => a.place - b.place);
  const kept = new Set(places.slice(0, limit).map(({ n }) => n));
  const place = `${items.length - limit} of ${items.length} ${what}`;
  return {
    chosen: items.filter((_, n) => kept.has(n)),
    notExamined: [{ task, place, reason: `beyond the limit of ${limit}` }],
  };
}

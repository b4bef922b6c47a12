import type { KeptThings } from "../../collections/collections.js";
import type { Mark } from "../../collections/marks.js";
import { toMarkText } from "../../core/markText.js";
import type { MarkedHits } from "../../evaluation/marks/draw.js";
import { findHits } from "../../evaluation/marks/hits.js";
import { isByModel, savedQueries } from "../savedQueries.js";
import type { Session } from "../session.js";

/** What people judge: what they have judged something of, and what they search for again. */
export interface JudgedQueries {
  /** Those that were judged last come first. */
  readonly queries: readonly string[];
  /** All that was said of their hits, the latest first. */
  readonly marks: readonly Mark[];
}

/** What comes after so many queries is left out, so that what is to be judged next is known at once. */
const maxQueries = 200;

/** Reads which queries people judge, and what they said. */
export async function readJudgedQueries(kept: Pick<KeptThings, "marks" | "searches">): Promise<JudgedQueries> {
  const marks = await kept.marks.list({ about: "query" });
  const marked = marks.map(({ text }) => text).filter(isByModel);
  const saved = (await savedQueries(kept)).map(toMarkText);
  return { queries: [...new Set([...marked, ...saved])].slice(0, maxQueries), marks };
}

/** Finds what the queries that people judge find now. */
export async function findMarkedHits(
  { searcher }: Pick<Session, "searcher">,
  { queries, marks }: JudgedQueries,
  signal?: AbortSignal,
): Promise<MarkedHits> {
  return { hits: await findHits(searcher, queries, signal), marks };
}

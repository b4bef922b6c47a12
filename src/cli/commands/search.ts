import type { Command } from "commander";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Query, SearchOptions, SearchResult } from "../../app/kinodex.js";
import { toCertainty, toPercent, type Certainty } from "../../core/certainty.js";
import { toClockSpan } from "../../core/clock.js";
import { KinodexError } from "../../core/errors.js";
import { toExists, writeOutput } from "../../core/outputFile.js";
import { openIndex } from "../openIndex.js";
import { toCount, toSeconds, toShare } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { certaintyStyles } from "../style.js";
import { toTable } from "../table.js";

/** What to search for and where, as options of a command. */
export interface QueryOptions extends CommonOptions {
  readonly top: number;
  readonly video?: string;
  readonly image?: string;
  readonly from?: number;
  readonly to?: number;
  readonly falseAlarm: number;
}

interface SearchCommandOptions extends QueryOptions {
  readonly explain: boolean;
  readonly sheet?: string;
  readonly overwrite: boolean;
}

/** `kinodex search QUERY`. */
export function addSearchCommand(program: Command): void {
  addQueryOptions(program.command("search"))
    .description("find the moments that match a description or a picture")
    .option("--explain", "show how the query was read, and what each part of it matched", false)
    .option("--sheet <file.png>", "draw the hits as a contact sheet")
    .option("--overwrite", "write over a file that exists already", false)
    .action(runSearch);
}

/** Gives a command a query and the options that narrow it. */
export function addQueryOptions(command: Command): Command {
  return addCommonOptions(
    command.argument("[query]", 'what the moment shows: plain words, or like "a dog runs, then a cat sleeps"'),
  )
    .option("--top <n>", "moments at most", toCount, 10)
    .option("--video <video>", "only in this video: a file name, a path, or an id or the start of one")
    .option("--image <file>", "search by a picture instead of words")
    .option("--from <time>", "only after this time of a video (seconds or timecode)", toSeconds)
    .option("--to <time>", "only before this time of a video", toSeconds)
    .option("--false-alarm <share>", "share of unrelated queries that may still be answered", toShare, 0.05);
}

async function runSearch(query: string | undefined, options: SearchCommandOptions): Promise<void> {
  const output = createOutput(options);
  const asked = requireQuery(query, options);
  if (options.sheet && !options.overwrite && existsSync(options.sheet)) throw toExists(options.sheet); // before searching
  await using kinodex = await openIndex(options, output);
  const found = await kinodex.search(asked, { ...toSearchOptions(options), explain: options.explain });
  const { toExplanation } = await import("../explain.js");
  output.result(found, (width) => {
    const text = toText(found, options.explain, width);
    return options.explain && found.tree ? `${text}\n\n${toExplanation(found)}` : text;
  });
  if (!options.sheet) return;
  const { drawSheet } = await import("../../app/drawSheet.js");
  const sections = [{ ...found, heading: `“${found.query}”` }];
  await writeOutput(options.sheet, await drawSheet(sections, output.problem), { overwrite: options.overwrite });
  output.note(`contact sheet: ${options.sheet}`);
}

/**
 * The words or the picture file that a command was asked for.
 *
 * @throws {KinodexError} `usage` unless there is exactly one of them, and for a span that ends before it starts
 */
export function requireQuery(query: string | undefined, { image, from, to }: QueryOptions): Query {
  if ((query ?? image) === undefined || (query !== undefined && image !== undefined) || query?.trim() === "") {
    throw new KinodexError("usage", 'give either a query, like kinodex search "a red car", or --image FILE');
  }
  if (from !== undefined && to !== undefined && from >= to) {
    throw new KinodexError("usage", `--from ${from} is not before --to ${to}: give an earlier --from or a later --to`);
  }
  return query ?? { image: image as string };
}

/** What the options of a command ask of a search. */
export function toSearchOptions({ top, falseAlarm, video, from, to }: QueryOptions): SearchOptions {
  return { top, falseAlarm, video, fromSeconds: from, toSeconds: to };
}

function toText({ answered, foundFrom, moments }: SearchResult, explain: boolean, width: number): string {
  if (!moments.length) return "Nothing is indexed there.";
  const rows = moments.map((moment, n) => [
    String(n + 1),
    basename(moment.path),
    toClockSpan(moment),
    toCertainty(moment.confidence, foundFrom),
    ...(explain ? [toPercent(moment.confidence)] : []),
    moment.similarity.toFixed(3),
    moment.sources.join(" + "),
  ]);
  const table = toTable(
    [
      { title: "#", align: "right" },
      { title: "video", shrinks: true },
      { title: "from – to", align: "right" },
      { title: "certainty", style: (word) => certaintyStyles[word as Certainty] },
      ...(explain ? [{ title: "confidence", align: "right" } as const] : []),
      { title: "similarity", align: "right" },
      { title: "found by" },
    ],
    rows,
    width,
  );
  return answered ? table : `Nothing counts as found (from ${toPercent(foundFrom)}); the nearest misses:\n${table}`;
}

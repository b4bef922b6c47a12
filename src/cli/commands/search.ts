import { InvalidArgumentError, Option, type Command } from "commander";
import { basename } from "node:path";
import type { LikeQuery, MomentSource, Query, SearchOptions, SearchResult } from "../../app/kinodex.js";
import { momentSources } from "../../app/momentSources.js";
import { toCertainty, toPercent, type Certainty } from "../../core/certainty.js";
import { toClockSpan } from "../../core/clock.js";
import { KinodexError } from "../../core/errors.js";
import { checkOutput, writeOutput } from "../../core/outputFile.js";
import { stopSignals } from "../../core/stopSignals.js";
import { openIndex } from "../openIndex.js";
import { addMatcherOption, type MatcherOptions } from "../matcher.js";
import { addPaintOptions, checkPaint, paintQuery, type PaintOptions } from "../painter.js";
import { toCount, toNumber, toPlace, toSeconds, toShare } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions, type Output } from "../output.js";
import { certaintyStyles } from "../style.js";
import { toTable } from "../table.js";
import { addVideoFilterOptions, readVideoFilter } from "../videoFilter.js";

/** What to search for and where, as options of a command. */
export interface QueryOptions extends CommonOptions, MatcherOptions {
  readonly top: number;
  readonly rerank?: number;
  readonly video?: string;
  readonly image?: string;
  readonly like?: LikeQuery["like"];
  readonly source?: readonly MomentSource[];
  readonly from?: number;
  readonly to?: number;
  readonly falseAlarm: number;
}

interface SearchCommandOptions extends QueryOptions, PaintOptions {
  readonly explain: boolean;
  readonly sheet?: string;
}

/** `kinodex search QUERY`. */
export function addSearchCommand(program: Command): void {
  addPaintOptions(addQueryOptions(program.command("search")))
    .description("find the moments that match a description or a picture")
    .option("--explain", "show how the query was read, and what each part of it matched", false)
    .option("--sheet <file.png>", "draw the hits as a contact sheet", toSheetFile)
    .option("--overwrite", "write over a file that exists already", false)
    .action(runSearch);
}

/** Gives a command a query and the options that narrow it. */
export function addQueryOptions(command: Command): Command {
  const asked = command.argument(
    "[query]",
    'what the moment shows: plain words, or like "a dog runs, then a cat sleeps"',
  );
  return addMatcherOption(addVideoFilterOptions(addCommonOptions(asked)), "re-ranks, where several could")
    .option("--top <n>", "maximum number of moments", toCount, 10)
    .option(
      "--rerank <n>",
      "look at the pictures of the best n again, up to seconds each (default: as the index's pipeline says)",
      toNumber,
    )
    .option("--video <video>", "only in this video: a file name, a path, or an id or the start of one")
    .option("--image <file>", "search by a picture instead of words")
    .option("--like <video@time>", "search by a moment instead, like holiday.mp4@1:15", toLike)
    .option("--from <time>", "only what happens after this time of a video (seconds or timecode)", toSeconds)
    .option("--to <time>", "only what happens before this time of a video", toSeconds)
    .addOption(
      new Option(
        "--source <name>",
        "only what was found by this: frame and clip are what is seen, the rest are words; may be repeated",
      )
        .choices(momentSources)
        .argParser(toSources),
    )
    .option("--false-alarm <share>", "share of unrelated queries that may still be answered", toShare, 0.05);
}

async function runSearch(query: string | undefined, options: SearchCommandOptions): Promise<void> {
  const output = createOutput(options);
  const asked = requireQuery(query, options);
  checkPaint(asked, options);
  if (options.sheet !== undefined) checkOutput(options.sheet, options); // before searching
  await using kinodex = await openIndex(options, output);
  // a longer list is had with --top
  const { nextCursor: _, ...found } = await kinodex.search(await paintQuery(kinodex, asked, options, output), {
    ...toSearchOptions(options),
    explain: options.explain,
    signal: stopReranking(options, output),
  });
  if (found.surprise) {
    const { videoCount, unmeasuredCount } = found.surprise;
    const lacking = unmeasuredCount > 0 ? `; not measured: ${unmeasuredCount} of ${videoCount} videos` : "";
    output.note(`where pictures become more surprising than just before${lacking}`);
  }
  if (found.reranked) {
    const { model, momentCount, tookMs } = found.reranked;
    output.note(`${model} looked at ${momentCount} moments in ${(tookMs / 1000).toFixed(1)} s`);
  }
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
 * The words, the picture file or the moment that a command was asked for.
 *
 * @throws {KinodexError} `usage` unless there is exactly one of them, and for a span that ends before it starts
 */
export function requireQuery(query: string | undefined, { image, like, from, to }: QueryOptions): Query {
  const [asked, ...others] = [query, image === undefined ? image : { image }, like && { like }].filter(
    (one) => one !== undefined,
  );
  if (asked === undefined || others.length > 0 || query?.trim() === "") {
    throw new KinodexError(
      "usage",
      'give one of a query, like kinodex search "a red car", --image FILE, or --like VIDEO@TIME',
    );
  }
  if (from !== undefined && to !== undefined && from >= to) {
    throw new KinodexError("usage", `--from ${from} is not before --to ${to}: give an earlier --from or a later --to`);
  }
  return asked;
}

/** What the options of a command ask of a search. */
export function toSearchOptions(options: QueryOptions): SearchOptions {
  const { top, rerank, falseAlarm, video, from, to, source: sources } = options;
  return { top, rerank, falseAlarm, video, fromSeconds: from, toSeconds: to, sources, ...readVideoFilter(options) };
}

/** What stops a re-ranking that was asked for on Ctrl-C. */
function stopReranking({ rerank = 0 }: QueryOptions, output: Output): AbortSignal | undefined {
  if (rerank === 0) return undefined;
  if (output.interactive) output.note("looking at the pictures again, which may take a minute (Ctrl-C stops it)");
  const abort = new AbortController();
  for (const signal of stopSignals()) process.once(signal, () => abort.abort());
  return abort.signal;
}

/** A contact sheet is a PNG, and is not written under a name that says otherwise. */
function toSheetFile(text: string): string {
  if (/\.(?:jpe?g|webp|gif|avif|tiff?|bmp|pdf)$/i.test(text))
    throw new InvalidArgumentError("a contact sheet is a PNG: give a name like snow.png.");
  return toPlace(text);
}

/** Reads `holiday.mp4@1:15`. */
function toLike(text: string): LikeQuery["like"] {
  const at = text.lastIndexOf("@");
  if (at < 1) throw new InvalidArgumentError("give a video and a time of it, like holiday.mp4@1:15.");
  return { video: text.slice(0, at), timeSeconds: toSeconds(text.slice(at + 1)) };
}

function toSources(name: string, before: readonly MomentSource[] = []): readonly MomentSource[] {
  const source = momentSources.find((known) => known === name);
  if (source === undefined) throw new InvalidArgumentError(`give one of ${momentSources.join(", ")}.`);
  return [...before, source];
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
      { title: "similarity", align: "right", optional: true },
      { title: "found by", optional: true },
    ],
    rows,
    width,
  );
  return answered ? table : `Nothing counts as found (from ${toPercent(foundFrom)}); the nearest misses:\n${table}`;
}

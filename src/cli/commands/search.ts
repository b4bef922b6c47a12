import type { Command } from "commander";
import { basename } from "node:path";
import { KinodexError } from "../../core/errors.js";
import type { Embedding } from "../../core/vectors.js";
import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { SearchAnswer } from "../../query/searchEmbedding.js";
import type { QueryAnswer } from "../../query/searchQuery.js";
import { toExplanation } from "../explain.js";
import { toTable, toTimecode, toWidth } from "../format.js";
import { toCount, toSeconds, toShare } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { openSearchSession, requireVideo, type SearchSession } from "../session.js";

/** What to search for and where, as options of a command. */
export interface QueryOptions extends CommonOptions {
  readonly top: number;
  readonly video?: string;
  readonly image?: string;
  readonly from?: number;
  readonly to?: number;
  readonly falseAlarm: number;
}

interface SearchOptions extends QueryOptions {
  readonly explain: boolean;
  readonly sheet?: string;
}

/** `kinodex search QUERY`. */
export function addSearchCommand(program: Command): void {
  addQueryOptions(program.command("search"))
    .description("find the moments that match a description or a picture")
    .option("--explain", "show how the query was read, and what each part of it matched", false)
    .option("--sheet <file.png>", "draw the hits as a contact sheet")
    .action(runSearch);
}

/** Gives a command a query and the options that narrow it. */
export function addQueryOptions(command: Command): Command {
  return addCommonOptions(
    command.argument("[query]", 'what the moment shows: plain words, or like "a dog runs, then a cat sleeps"'),
  )
    .option("--top <n>", "moments at most", toCount, 10)
    .option("--video <id|path>", "search in this video only")
    .option("--image <file>", "search by a picture instead of words")
    .option("--from <time>", "only after this time of a video (seconds or timecode)", toSeconds)
    .option("--to <time>", "only before this time of a video", toSeconds)
    .option("--false-alarm <share>", "share of unrelated queries that may still be answered", toShare, 0.05);
}

async function runSearch(query: string | undefined, options: SearchOptions): Promise<void> {
  const output = createOutput(options);
  const asked = requireQuery(query, options);
  await using session = await openSearchSession(options.index, output);
  const startedMs = performance.now();
  const answer = await answerQuery(session, query, options);
  const tookMs = Math.round((performance.now() - startedMs) * 10) / 10;
  output.result(
    { query: asked, model: session.model.identity.id, tookMs, ...toDocument(answer, options.explain) },
    () => (options.explain && isQueryAnswer(answer) ? `${toText(answer)}\n\n${toExplanation(answer)}` : toText(answer)),
  );
  if (!options.sheet) return;
  const { writeSheet } = await import("../momentSheet.js");
  await writeSheet(options.sheet, `“${asked}”`, answer.moments, output);
}

/**
 * The words or the picture file that a command was asked for.
 *
 * @throws KinodexError "usage" unless there is exactly one of them, and for a stretch that ends before it starts
 */
export function requireQuery(query: string | undefined, { image, from, to }: QueryOptions): string {
  const asked = query ?? image;
  if (asked === undefined || (query !== undefined && image !== undefined) || query?.trim() === "") {
    throw new KinodexError("usage", 'give either a query, like kinodex search "a red car", or --image FILE');
  }
  if (from !== undefined && to !== undefined && from >= to) {
    throw new KinodexError("usage", `--from ${from} is not before --to ${to}: give an earlier --from or a later --to`);
  }
  return asked;
}

/** Searches an open index for what the options ask. */
export async function answerQuery(
  { store, model, searcher }: SearchSession,
  query: string | undefined,
  { top, falseAlarm, image, video, from, to }: QueryOptions,
): Promise<SearchAnswer | QueryAnswer> {
  const scope = {
    top,
    falseAlarm,
    ...(video === undefined ? {} : { videoId: requireVideo(store, video).videoId }),
    ...(from === undefined && to === undefined
      ? {}
      : { within: { startSeconds: from ?? 0, endSeconds: to ?? Number.POSITIVE_INFINITY } }),
  };
  if (query !== undefined) return searcher.search({ query, ...scope });
  const embedding = await encodePicture(image as string, model);
  return searcher.searchEmbedding({ embedding, kind: "picture", ...scope });
}

/** A plain search prints what it always printed; a composed one its tree too, and `--explain` the plan as well. */
function toDocument(answer: SearchAnswer | QueryAnswer, explain: boolean): object {
  if (!isQueryAnswer(answer) || explain) return answer;
  const { tree, plan, ...rest } = answer;
  return plan ? { tree, ...rest } : rest;
}

function isQueryAnswer(answer: SearchAnswer | QueryAnswer): answer is QueryAnswer {
  return "tree" in answer;
}

async function encodePicture(path: string, model: VisionLanguageModel): Promise<Embedding> {
  const { readPicture } = await import("../../media/readPicture.js"); // a search by text need not wait for sharp
  const [embedding] = await (await model.imageEncoder()).encode([await readPicture(path)]);
  return embedding as Embedding;
}

function toText({ answered, moments }: SearchAnswer): string {
  if (!moments.length) return "Nothing is indexed there.";
  const rows = moments.map((moment, n) => [
    String(n + 1),
    toWidth(basename(moment.path), 44),
    `${toTimecode(moment.startSeconds)} – ${toTimecode(moment.endSeconds)}`,
    `${Math.round(moment.confidence * 100)} %`,
    moment.similarity.toFixed(3),
    moment.sources.join(" + "),
  ]);
  const table = toTable(
    [
      { title: "#", align: "right" },
      { title: "video" },
      { title: "from – to", align: "right" },
      { title: "confidence", align: "right" },
      { title: "similarity", align: "right" },
      { title: "found by" },
    ],
    rows,
  );
  return answered ? table : `Not found with enough confidence; the nearest misses:\n${table}`;
}

import { Option, type Command } from "commander";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Mark } from "../../app/keptThings.js";
import { markKinds, verdicts, type MarkKind, type Verdict } from "../../app/keptThings.js";
import type { MarkedIndex } from "../../app/marks/markedIndex.js";
import { toPercent } from "../../core/certainty.js";
import { KinodexError, toMessage } from "../../core/errors.js";
import { checkOutput, writeOutput } from "../../core/outputFile.js";
import { toCount, toOutputFile, toPlace } from "../options.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions, type Output } from "../output.js";
import { toTable } from "../table.js";

interface FilterOptions extends CommonOptions {
  readonly text?: string;
  readonly about?: MarkKind;
  readonly video?: string;
  readonly verdict?: Verdict;
}

interface WriteOptions extends CommonOptions {
  readonly output?: string;
  readonly overwrite: boolean;
}

/** `kinodex marks [list|next|export|import|remove]`. */
export function addMarksCommand(program: Command): void {
  const marks = program.command("marks").description("what people accepted or rejected of what was found");
  addFilterOptions(marks.command("list", { isDefault: true }))
    .description("list marks, the latest first")
    .action(runList);
  addWriteOptions(marks.command("next"))
    .description("say what to judge next: a random draw of what is found, as JSON lines to be filled in and imported")
    .option("--count <n>", "maximum number of hits", toCount, 20)
    .action(runNext);
  addWriteOptions(addFilterOptions(marks.command("export")))
    .description("write marks as JSON lines, or as a dataset")
    .option("--manifest", "write a manifest.jsonl for evaluate run --dataset; needs -o", false)
    .action(runExport);
  addCommonOptions(marks.command("import").argument("<file>", "JSON lines as export and next write them; - for stdin"))
    .description("add the marks of a file; what was said later stays")
    .action(runImport);
  addCommonOptions(marks.command("remove").argument("<id>", "a mark's id"))
    .description("take a mark back")
    .action(runRemove);
}

function addFilterOptions(command: Command): Command {
  return addCommonOptions(command)
    .option("--text <text>", "only marks on this query, concept, caption or answer")
    .addOption(new Option("--about <kind>", "only marks on this kind of text").choices([...markKinds]))
    .option("--video <video>", "only marks on this video: a file name, a path, or an id")
    .addOption(new Option("--verdict <verdict>", "only marks that say so").choices([...verdicts]));
}

function addWriteOptions(command: Command): Command {
  const known = command.options.length > 0 ? command : addCommonOptions(command);
  return known
    .option("-o, --output <file>", "write into a file instead of stdout", toPlace)
    .option("--overwrite", "write over a file that exists already", false);
}

/** The marks of an index; the library is loaded here, see `openIndex`. */
async function openMarks({ index: directory }: CommonOptions, { note }: Output): Promise<MarkedIndex> {
  const { openMarkedIndex } = await import("../../app/marks/markedIndex.js");
  return openMarkedIndex({ directory, onNotice: note });
}

async function listMarks(index: MarkedIndex, { text, about, video, verdict }: FilterOptions): Promise<readonly Mark[]> {
  const marks = await index.list({ text, about, video });
  return verdict === undefined ? marks : marks.filter((mark) => mark.verdict === verdict);
}

async function runList(options: FilterOptions): Promise<void> {
  const output = createOutput(options);
  await using index = await openMarks(options, output);
  const marks = await listMarks(index, options);
  const toRow = ({ markId, verdict, text, path, startSeconds, endSeconds, about, drawn, createdAt }: Mark) => [
    verdict,
    text,
    path.split(/[\\/]/).at(-1) ?? "",
    `${startSeconds.toFixed(1)} – ${endSeconds.toFixed(1)}`,
    about,
    drawn ? "drawn" : "",
    createdAt,
    markId,
  ];
  const columns = [
    { title: "verdict" },
    { title: "text", shrinks: true },
    { title: "video", shrinks: true },
    { title: "seconds", align: "right" as const },
    { title: "about", optional: true },
    { title: "", optional: true },
    { title: "when", optional: true },
    { title: "id", optional: true },
  ];
  output.result({ marks }, (width) =>
    marks.length === 0
      ? "Nothing is marked yet: accept and reject hits on the pages (kinodex serve), or judge what kinodex marks next draws."
      : toTable(columns, marks.map(toRow), width),
  );
}

async function runNext(options: WriteOptions & { readonly count: number }): Promise<void> {
  const output = createOutput(options);
  const file = toOutputFile(options.output);
  if (file !== undefined) checkOutput(file, options);
  const [{ toNextToJudge }, { toOpenLines }] = await Promise.all([
    import("../../app/marks/nextToJudge.js"),
    import("../../app/marks/markLines.js"),
  ]);
  await using index = await openMarks(options, output);
  const next = toNextToJudge(await index.hits(), options.count);
  const { hits, hitCount, judgedCount, leastCount, precision } = next;
  if (hitCount === 0) output.note("there is nothing to judge: save searches on the pages, or mark hits of some");
  else
    output.note(`${judgedCount} of ${hitCount} hits are judged in the order of the draw; ${leastCount} tell something`);
  if (precision) {
    const [low = "", high = ""] = precision.interval.map(toPercent);
    output.note(`precision ${toPercent(precision.share)}, 95 % interval ${low} to ${high}`);
  }
  if (output.json) return output.result(next, String);
  await write(toOpenLines(hits), file, options, output);
}

async function runExport(options: FilterOptions & WriteOptions & { readonly manifest: boolean }): Promise<void> {
  const output = createOutput(options);
  const { manifest, json } = options;
  const file = toOutputFile(options.output);
  if (manifest && file === undefined)
    throw new KinodexError("usage", "a manifest names its videos from where it lies: give -o FOLDER/manifest.jsonl");
  if (json && file === undefined)
    throw new KinodexError("usage", "--json prints a report on stdout: give -o FILE for the marks");
  if (file !== undefined) checkOutput(file, options);
  await using index = await openMarks(options, output);
  const marks = await listMarks(index, options);
  if (manifest && file !== undefined) {
    const { text, ...counts } = await index.manifest(marks, dirname(resolve(file)));
    if (text === "") throw new KinodexError("not-found", "nothing is marked of a video whose file is there");
    await write(text, file, options, output);
    return output.json ? output.result({ file, ...counts }, String) : undefined;
  }
  const { toMarkLines } = await import("../../app/marks/markLines.js");
  await write(toMarkLines(marks), file, options, output);
  if (output.json) output.result({ file, markCount: marks.length }, String);
}

async function write(text: string, file: string | undefined, options: WriteOptions, output: Output): Promise<void> {
  if (file === undefined) return output.data(text);
  await writeOutput(file, text, options);
  output.note(`wrote ${file}`);
}

async function runImport(file: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const text = readText(file);
  await using index = await openMarks(options, output);
  const { faults, ...counts } = await index.import(text);
  const { addedCount, knownCount, openCount } = counts;
  output.result({ ...counts, faults }, () =>
    [
      `${addedCount} marks added`,
      ...(knownCount > 0 ? [`${knownCount} were known, or are older than what is known`] : []),
      ...(openCount > 0 ? [`${openCount} are not judged yet`] : []),
    ].join("; "),
  );
  for (const { line, reason } of faults) output.problem(`${file}:${line}: ${reason}`);
  if (faults.length > 0) process.exitCode = exitCodes.someFailed;
}

function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new KinodexError("not-found", `cannot read ${file}: ${toMessage(error)}`, { file }, error);
  }
}

async function runRemove(markId: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  await using index = await openMarks(options, output);
  if (!(await index.remove(markId)))
    throw new KinodexError("not-found", `there is no mark "${markId}": "kinodex marks --json" lists them`, { markId });
  output.result({ removed: markId }, () => `removed ${markId}`);
}

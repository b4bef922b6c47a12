import type { Command } from "commander";
import { resolve } from "node:path";
import { formatNames, requireFormat, toCurveTable } from "../../app/exportFormats.js";
import type { ExportResult } from "../../app/kinodex.js";
import { toPercent } from "../../core/certainty.js";
import { KinodexError } from "../../core/errors.js";
import { checkOutput, writeOutput } from "../../core/outputFile.js";
import { openIndex } from "../openIndex.js";
import { toOutputFile, toPlace, toSeconds } from "../options.js";
import { createOutput, exitCodes, type Output } from "../output.js";
import { addQueryOptions, requireQuery, toSearchOptions, type QueryOptions } from "./search.js";

interface ExportCommandOptions extends QueryOptions {
  readonly curve?: string;
  readonly format?: string;
  readonly output?: string;
  readonly clips?: string;
  readonly handles: number;
  readonly includeMisses: boolean;
  readonly overwrite: boolean;
}

/** `kinodex export QUERY --format NAME`. */
export function addExportCommand(program: Command): void {
  addQueryOptions(program.command("export"))
    .description("write the moments that a search finds for an editing program, a spreadsheet or as video files")
    .option("--format <name>", `form of what is written: ${formatNames.join(", ")}`)
    .option("-o, --output <file>", "write that into a file instead of stdout", toPlace)
    .option("--clips <dir>", "also cut each moment into an mp4 file of this folder", toPlace)
    .option(
      "--handles <seconds>",
      "begin clips this much before their moment and end them as much after it",
      toSeconds,
      0,
    )
    .option("--curve <name>", "instead of moments, what was measured over a --video: surprise")
    .option("--include-misses", "also write moments that do not count as found", false)
    .option("--overwrite", "write over files that exist already", false)
    .action(runExport);
}

async function runExport(query: string | undefined, options: ExportCommandOptions): Promise<void> {
  const output = createOutput(options);
  if (options.curve !== undefined) return exportCurve(options.curve, options, output);
  const asked = requireQuery(query, options);
  checkPlaces(options);
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  await using kinodex = await openIndex(options, output);
  const { format, clips: folder, handles: handlesSeconds, includeMisses, overwrite } = options;
  const file = toOutputFile(options.output);
  const made = await kinodex.export(asked, {
    ...toSearchOptions(options),
    format,
    clips: folder,
    handlesSeconds,
    includeMisses,
    overwrite,
    signal: interrupt.signal,
  });
  const { text, clips, failed, answered, leftOut } = made;
  const isEmpty = made.moments.length === leftOut;
  for (const notice of made.notices) output.note(notice);
  for (const warning of made.warnings) output.problem(warning);
  if (isEmpty) output.problem(explainUnanswered(made));
  if (text && file === undefined) output.data(text);
  else if (text && file !== undefined) {
    await writeOutput(file, text, { overwrite });
    output.note(`wrote ${file}`);
  }
  if (!isEmpty && folder !== undefined) output.note(`${clips.length} clips: ${folder}`);
  if (!isEmpty && leftOut > 0)
    output.note(`left out ${leftOut} that do not count as found (--include-misses writes them too)`);
  for (const { message } of failed) output.problem(message);
  const written = { file: text && file !== undefined ? resolve(file) : null, clips, failed };
  if (output.json) output.result({ query: made.query, model: made.model, answered, leftOut, ...written }, String);
  if (failed.length) process.exitCode = exitCodes.someFailed;
}

/** Writes what was measured over a video, as a table. */
async function exportCurve(name: string, options: ExportCommandOptions, output: Output): Promise<void> {
  const { video, format = "csv", overwrite } = options;
  if (video === undefined) throw new KinodexError("usage", "say over which video: give --video VIDEO");
  if (format !== "csv" && format !== "jsonl")
    throw new KinodexError("usage", `a curve is a table and cannot be written as "${format}": give csv or jsonl`);
  const file = toOutputFile(options.output);
  if (file !== undefined) checkOutput(file, { overwrite });
  await using kinodex = await openIndex(options, output);
  const curve = await kinodex.curve(video, name);
  if (!curve)
    throw new KinodexError(
      "not-found",
      `no ${name} was measured over ${video}: a pipeline with the annotator ${name} does that, see pipelines/README.md`,
      { video, curve: name },
    );
  const text = toCurveTable(name, curve, format);
  if (file === undefined) return output.data(text);
  await writeOutput(file, text, { overwrite });
  output.note(`wrote ${file}`);
}

/** Refuses what could not be written before anything is searched for. */
function checkPlaces({ format, output, clips, overwrite, json }: ExportCommandOptions): void {
  if (format !== undefined) requireFormat(format);
  if (format === undefined && (clips === undefined || output !== undefined)) {
    const wanted = `give --format, one of ${formatNames.join(", ")}`;
    throw new KinodexError("usage", output === undefined ? `${wanted}, or --clips DIR for video files` : wanted);
  }
  if (json && format !== undefined && toOutputFile(output) === undefined)
    throw new KinodexError("usage", "--json prints a report on stdout: give -o FILE for what --format writes");
  const file = toOutputFile(output);
  if (file !== undefined) checkOutput(file, { overwrite });
}

function explainUnanswered({ moments: [nearest], foundFrom }: ExportResult): string {
  if (!nearest) return "nothing to export: nothing is indexed there";
  const [reached, wanted] = [nearest.confidence, foundFrom].map(toPercent);
  return `nothing to export: the nearest miss has ${reached} where ${wanted} counts as found (--false-alarm moves that line, --include-misses writes misses)`;
}

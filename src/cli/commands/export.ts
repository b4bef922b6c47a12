import type { Command } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { formatNames, requireFormat } from "../../app/exportFormats.js";
import { openKinodex, type SearchResult } from "../../app/openKinodex.js";
import { KinodexError } from "../../core/errors.js";
import { toExists, writeOutput } from "../../core/outputFile.js";
import { toSeconds } from "../options.js";
import { createOutput, exitCodes } from "../output.js";
import { addQueryOptions, requireQuery, toSearchOptions, type QueryOptions } from "./search.js";

interface ExportCommandOptions extends QueryOptions {
  readonly format?: string;
  readonly output?: string;
  readonly clips?: string;
  readonly handles: number;
  readonly overwrite: boolean;
}

/** `kinodex export QUERY --format NAME`. */
export function addExportCommand(program: Command): void {
  addQueryOptions(program.command("export"))
    .description("write the moments that a search finds for an editing program, a spreadsheet or as video files")
    .option("--format <name>", formatNames.join(", "))
    .option("-o, --output <file>", "where to write that; stdout without it")
    .option("--clips <dir>", "also cut each moment into an mp4 file of this folder")
    .option(
      "--handles <seconds>",
      "begin clips this much before their moment and end them as much after it",
      toSeconds,
      0,
    )
    .option("--overwrite", "write over files that exist already", false)
    .action(runExport);
}

async function runExport(query: string | undefined, options: ExportCommandOptions): Promise<void> {
  const output = createOutput(options);
  const asked = requireQuery(query, options);
  checkPlaces(options);
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  await using kinodex = await openKinodex({ index: options.index, create: false, onNotice: output.note });
  const { format, clips: folder, handles: handlesSeconds, overwrite, output: file } = options;
  const made = await kinodex.export(asked, {
    ...toSearchOptions(options),
    format,
    clips: folder,
    handlesSeconds,
    overwrite,
    signal: interrupt.signal,
  });
  const { text, clips, failed, answered } = made;
  for (const notice of made.notices) output.note(notice);
  for (const warning of made.warnings) output.problem(warning);
  if (!answered) output.problem(explainUnanswered(made.moments));
  if (text && file === undefined) process.stdout.write(text);
  else if (text && file !== undefined) {
    await writeOutput(file, text, { overwrite });
    output.note(`wrote ${file}`);
  }
  if (answered && folder !== undefined) output.note(`${clips.length} clips: ${folder}`);
  for (const { message } of failed) output.problem(message);
  const written = { file: text && file !== undefined ? resolve(file) : null, clips, failed };
  if (output.json) output.result({ query: made.query, model: made.model, answered, ...written }, String);
  if (failed.length) process.exitCode = exitCodes.someFailed;
}

/** Refuses what could not be written before anything is searched for. */
function checkPlaces({ format, output, clips, overwrite, json }: ExportCommandOptions): void {
  if (format !== undefined) requireFormat(format);
  if (format === undefined && (clips === undefined || output !== undefined)) {
    const wanted = `give --format, one of ${formatNames.join(", ")}`;
    throw new KinodexError("usage", output === undefined ? `${wanted}, or --clips DIR for video files` : wanted);
  }
  if (json && format !== undefined && output === undefined)
    throw new KinodexError("usage", "--json prints a report on stdout: give -o FILE for what --format writes");
  if (output !== undefined && !overwrite && existsSync(output)) throw toExists(output);
}

function explainUnanswered([nearest]: SearchResult["moments"]): string {
  if (!nearest) return "nothing to export: nothing is indexed there";
  return `nothing to export: not found with enough confidence; the nearest miss has ${Math.floor(nearest.confidence * 100)} % (--false-alarm moves the line)`;
}

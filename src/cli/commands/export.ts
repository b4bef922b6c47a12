import type { Command } from "commander";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { KinodexError, toMessage } from "../../core/errors.js";
import { assembleTimeline, type AssembledTimeline } from "../../export/assembleTimeline.js";
import { cutClips, toExists } from "../../export/cutClips.js";
import { formatNames, requireFormat } from "../../export/formats.js";
import type { SearchAnswer } from "../../query/searchEmbedding.js";
import { toSeconds } from "../options.js";
import { createOutput, exitCodes, type Output } from "../output.js";
import { openSearchSession } from "../session.js";
import { addQueryOptions, answerQuery, requireQuery, type QueryOptions } from "./search.js";

interface ExportOptions extends QueryOptions {
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

async function runExport(query: string | undefined, options: ExportOptions): Promise<void> {
  const output = createOutput(options);
  const asked = requireQuery(query, options);
  checkPlaces(options);
  await using session = await openSearchSession(options.index, output);
  const answer = await answerQuery(session, query, options);
  const report = { query: asked, model: session.model.identity.id, answered: answer.answered };
  if (!answer.answered) {
    output.problem(explainUnanswered(answer));
    if (output.json) output.result({ ...report, file: null, clips: [], failed: [] }, String);
    return;
  }
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  const title = query ?? basename(asked);
  const assemble = () =>
    assembleTimeline(answer.moments, {
      title,
      handlesSeconds: options.handles,
      findVideo: (videoId) => session.store.findVideo(videoId),
      signal: interrupt.signal,
    });
  const written = await writeMoments(answer, assemble, options, output, interrupt.signal);
  for (const { message } of written.failed) output.problem(message);
  if (output.json) output.result({ ...report, ...written }, String);
  if (written.failed.length) process.exitCode = exitCodes.someFailed;
}

/** Refuses what could not be written before anything is searched for. */
function checkPlaces({ format, output, clips, overwrite, json }: ExportOptions): void {
  if (format !== undefined) requireFormat(format);
  if (format === undefined && (clips === undefined || output !== undefined)) {
    const wanted = `give --format, one of ${formatNames.join(", ")}`;
    throw new KinodexError("usage", output === undefined ? `${wanted}, or --clips DIR for video files` : wanted);
  }
  if (json && format !== undefined && output === undefined)
    throw new KinodexError("usage", "--json prints a report on stdout: give -o FILE for what --format writes");
  if (output !== undefined && !overwrite && existsSync(output)) throw toExists(output);
}

function explainUnanswered({ moments: [nearest] }: SearchAnswer): string {
  if (!nearest) return "nothing to export: nothing is indexed there";
  return `nothing to export: not found with enough confidence; the nearest miss has ${Math.floor(nearest.confidence * 100)} % (--false-alarm moves the line)`;
}

/** Writes what the options ask for; files are looked at only where their times or pictures are needed. */
async function writeMoments(
  { moments }: SearchAnswer,
  assemble: () => Promise<AssembledTimeline>,
  { format: formatName, output: file, clips: folder, overwrite }: ExportOptions,
  output: Output,
  signal: AbortSignal,
) {
  const format = formatName === undefined ? undefined : requireFormat(formatName);
  const assembled = format?.kind === "timeline" || folder !== undefined ? await assemble() : undefined;
  for (const notice of assembled?.notices ?? []) output.note(notice);
  const timeline = assembled?.timeline.clips.length ? assembled.timeline : undefined;
  const text = format?.kind === "table" ? format.write(moments) : timeline && format?.write(timeline);
  if (timeline && format?.kind === "timeline") for (const warning of format.warn(timeline)) output.problem(warning);
  if (text) await writeDocument(text, file, overwrite, output);
  const cutting =
    folder !== undefined && timeline
      ? await cutClips(timeline, folder, { overwrite, signal })
      : { cut: [], failures: [] };
  if (folder !== undefined) output.note(`${cutting.cut.length} clips: ${folder}`);
  return {
    file: text && file !== undefined ? resolve(file) : null,
    clips: cutting.cut.map(({ file: cutFile, clip }) => ({
      file: resolve(cutFile),
      path: clip.source.path,
      videoId: clip.moment.videoId,
      startSeconds: clip.moment.startSeconds,
      endSeconds: clip.moment.endSeconds,
    })),
    failed: [...(assembled?.failures ?? []), ...cutting.failures],
  };
}

async function writeDocument(
  text: string,
  file: string | undefined,
  overwrite: boolean,
  output: Output,
): Promise<void> {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(file, text, { flag: overwrite ? "w" : "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw toExists(file);
    throw new KinodexError("environment", `cannot write ${file}: ${toMessage(error)}`, { file }, error);
  });
  output.note(`wrote ${file}`);
}

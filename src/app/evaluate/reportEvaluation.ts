import { isKinodexError } from "../../core/errors.js";
import { writeOutput } from "../../core/outputFile.js";
import { takeFilmStrip, type FilmStrip } from "../../evaluation/report/frames/filmStrip.js";
import type { ReportedMedium } from "../../evaluation/report/frames/reportedMedium.js";
import { writePage } from "../../evaluation/report/html/page.js";
import { writeMarkdown } from "../../evaluation/report/markdown.js";
import { readOwnSamples } from "../../evaluation/results/ownSamples.js";
import type { Strips } from "../../evaluation/report/sections/media.js";
import { toReport, toShownExamples, type ToldRun } from "../../evaluation/report/toReport.js";
import { toViewerData } from "../../evaluation/report/viewerData.js";
import { readResults, type ResultsDocument } from "../../evaluation/results/document.js";
import { findSource, type SourceOptions } from "./source.js";

/** What a report is made of. */
export interface ReportOptions extends SourceOptions {
  /** A results file; its samples lie beside it. */
  readonly results: string;
  /** A results file on the same data, to hold it against. */
  readonly against?: string | undefined;
  /** Whether frames are taken from the videos. Default true. */
  readonly frames?: boolean | undefined;
  /** Where it is written: a page, or Markdown where the name ends so. */
  readonly output: string;
  readonly signal: AbortSignal;
  readonly onNotice: (message: string) => void;
}

/** What a report holds. */
export interface WrittenReport {
  readonly output: string;
  readonly sizeBytes: number;
  /** Clips, pictures and videos whose frames it shows. */
  readonly mediaWithFrames: number;
  /** What could not be shown, in sentences. */
  readonly faults: readonly string[];
}

/** No more frames are in a page: it stays below about 5 MB. */
const maxFrames = 1920;
/** Clips, pictures and videos without frames that are named one by one. */
const maxNamedFaults = 20;

/**
 * Writes a report about a run.
 *
 * @throws {KinodexError} what reading results throws, `usage` for another run on other data, `environment` where it cannot
 *   be written; what is missing of samples and frames is told in the report
 */
export async function reportEvaluation(options: ReportOptions): Promise<WrittenReport> {
  const { results, against, output, onNotice } = options;
  const run = readToldRun(results);
  const other = against === undefined ? undefined : readToldRun(against);
  const isMarkdown = /\.(md|markdown)$/i.test(output);
  const shown = toShownExamples(run, other);
  const isWithout = isMarkdown || options.frames === false;
  const taken = isWithout ? noFrames : await takeFrames(shown.media, run.document, options);
  const faults = [run.fault, other?.fault, ...taken.faults].filter((fault) => fault !== undefined);
  for (const fault of faults) onNotice(fault);
  const report = toReport(run, {
    shown,
    against: other && { ...other, name: nameOf(other.document, run.document) },
    strips: taken.strips,
    faults,
  });
  const text = isMarkdown ? writeMarkdown(report) : writePage(report, toViewerData(shown));
  await writeOutput(output, text, { overwrite: true });
  return { output, sizeBytes: Buffer.byteLength(text), mediaWithFrames: taken.strips.size, faults };
}

/** Reads a run that is to be told about; `fault` says why its examples cannot be shown. */
export function readToldRun(path: string): ToldRun & { readonly fault: string | undefined } {
  const document = readResults(path);
  const { samples, fault } = readOwnSamples(path, document);
  return {
    document,
    samples,
    fault: fault === undefined ? undefined : `${fault}; until then no number opens its examples.`,
  };
}

/** The model, where the two differ in it. */
function nameOf({ config, git_hash: code }: ResultsDocument, told: ResultsDocument): string {
  return config.model === told.config.model ? `${config.model} with ${code}` : config.model;
}

interface TakenFrames {
  readonly strips: Strips;
  readonly faults: readonly string[];
}

const noFrames: TakenFrames = { strips: new Map(), faults: [] };

async function takeFrames(
  media: readonly ReportedMedium[],
  { data }: ResultsDocument,
  options: ReportOptions,
): Promise<TakenFrames> {
  if (media.length === 0) return noFrames;
  const paths = await findPaths(options).catch(toFault);
  if (typeof paths === "string") return { ...noFrames, faults: [`No frames could be taken: ${paths}.`] };
  const { signal, onNotice } = options;
  const chosen = withinFrames(media);
  const strips = new Map<ReportedMedium, FilmStrip>();
  const failed: string[] = [];
  for (const [n, medium] of chosen.entries()) {
    const path = paths.get(medium.file);
    const strip = path === undefined ? "it is not there" : await takeFilmStrip(path, medium, signal).catch(toFault);
    if (typeof strip === "string") failed.push(`The frames of ${medium.file} could not be taken: ${strip}.`);
    else strips.set(medium, strip);
    onNotice(`took frames of ${n + 1} of ${chosen.length} clips, pictures and videos`);
  }
  if (strips.size > 0) return { strips, faults: [...toNamed(failed), ...toBeyond(chosen.length, media.length)] };
  const where = `give ${data.name} as in the run, by --clips, or by --dataset and --media`;
  return { ...noFrames, faults: [`No frames could be taken of anything: ${where}.`] };
}

/** As many of them as have so many frames together. */
function withinFrames(media: readonly ReportedMedium[]): readonly ReportedMedium[] {
  let count = 0;
  return media.filter(({ frames }) => (count += frames.length) <= maxFrames);
}

function toNamed(faults: readonly string[]): readonly string[] {
  const beyond = faults.length - maxNamedFaults;
  const others = beyond > 0 ? [`Neither could those of ${beyond} other files.`] : [];
  return [...faults.slice(0, maxNamedFaults), ...others];
}

const toBeyond = (chosen: number, all: number): string[] =>
  chosen < all ? [`Of ${all} clips, pictures and videos, ${chosen} are shown with frames.`] : [];

async function findPaths(options: SourceOptions): Promise<ReadonlyMap<string, string>> {
  const { files, media } = await findSource(options);
  return new Map([...files, ...media].map(({ name, path }) => [name, path]));
}

/** What was thrown, as a reason; only what has to do with data is one. */
function toFault(error: unknown): string {
  if (!isKinodexError(error) || error.code === "interrupted" || error.code === "usage") throw error;
  return error.message;
}

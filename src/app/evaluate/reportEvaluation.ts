import { isKinodexError } from "../../core/errors.js";
import { writeOutput } from "../../core/outputFile.js";
import { takeFilmStrip, type FilmStrip } from "../../evaluation/report/frames/filmStrip.js";
import { toReportedClips, type ReportedClip } from "../../evaluation/report/frames/reportedClip.js";
import { writePage } from "../../evaluation/report/html/page.js";
import { writeMarkdown } from "../../evaluation/report/markdown.js";
import { readOwnSamples } from "../../evaluation/report/ownSamples.js";
import { toReport, type ToldRun } from "../../evaluation/report/toReport.js";
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
  /** Clips whose frames it shows. */
  readonly clipsWithFrames: number;
  /** What could not be shown, in sentences. */
  readonly faults: readonly string[];
}

/** No more clips have their frames in a page: it stays below about 5 MB. */
const maxStrips = 120;

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
  const clips = toReportedClips(run.document);
  const taken = isMarkdown || options.frames === false ? noFrames : await takeFrames(clips, run.document, options);
  const faults = [run.fault, other?.fault, ...taken.faults].filter((fault) => fault !== undefined);
  for (const fault of faults) onNotice(fault);
  const { report, shown } = toReport(run, {
    against: other && { ...other, name: nameOf(other.document, run.document) },
    strips: taken.strips,
    faults,
  });
  const text = isMarkdown ? writeMarkdown(report) : writePage(report, toViewerData(shown, clips));
  await writeOutput(output, text, { overwrite: true });
  return { output, sizeBytes: Buffer.byteLength(text), clipsWithFrames: taken.strips.size, faults };
}

/** Reads a run that is to be told about; `fault` says why its examples cannot be shown. */
export function readToldRun(path: string): ToldRun & { readonly fault: string | undefined } {
  const document = readResults(path);
  const { samples, fault } = readOwnSamples(path, document);
  return { document, samples, fault: fault === undefined ? undefined : `${fault}.` };
}

/** The model, where the two differ in it. */
function nameOf({ config, git_hash: code }: ResultsDocument, told: ResultsDocument): string {
  return config.model === told.config.model ? `${config.model} with ${code}` : config.model;
}

interface TakenFrames {
  readonly strips: ReadonlyMap<string, FilmStrip>;
  readonly faults: readonly string[];
}

const noFrames: TakenFrames = { strips: new Map(), faults: [] };

async function takeFrames(
  clips: readonly ReportedClip[],
  document: ResultsDocument,
  options: ReportOptions,
): Promise<TakenFrames> {
  if (clips.length === 0) return noFrames;
  const paths = await findPaths(options).catch(toFault);
  if (typeof paths === "string") return { ...noFrames, faults: [`No frames could be taken: ${paths}.`] };
  const strips = new Map<string, FilmStrip>();
  const failed: string[] = [];
  for (const [n, clip] of clips.slice(0, maxStrips).entries()) {
    const path = paths.get(clip.file);
    const strip =
      path === undefined ? "it is not there" : await takeFilmStrip(path, clip, options.signal).catch(toFault);
    if (typeof strip === "string") failed.push(`The frames of ${clip.file} could not be taken: ${strip}.`);
    else strips.set(clip.file, strip);
    options.onNotice(`took frames of ${n + 1} of ${Math.min(clips.length, maxStrips)} clips`);
  }
  if (strips.size > 0) return { strips, faults: [...failed, ...toBeyond(clips.length)] };
  const where = `give the clips of ${document.data.name} as in the run, by --clips or --dataset`;
  return { ...noFrames, faults: [`No frames could be taken of any clip: ${where}.`] };
}

const toBeyond = (count: number): string[] =>
  count > maxStrips ? [`Of ${count} clips, the first ${maxStrips} are shown with frames.`] : [];

async function findPaths(options: SourceOptions): Promise<ReadonlyMap<string, string>> {
  const { files } = await findSource(options);
  return new Map(files.map(({ name, path }) => [name, path]));
}

/** What was thrown, as a reason; only what has to do with data is one. */
function toFault(error: unknown): string {
  if (!isKinodexError(error) || error.code === "interrupted" || error.code === "usage") throw error;
  return error.message;
}

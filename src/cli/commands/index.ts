import type { Command } from "commander";
import { lastValueFrom, Subject, takeUntil, tap } from "rxjs";
import { openKinodex, type IndexEvent } from "../../app/openKinodex.js";
import { toMessage } from "../../core/errors.js";
import { exposeCollector } from "../../core/exposeCollector.js";
import { sourceNames, toDuration } from "../format.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions, type Output } from "../output.js";
import { createProgressBars, type ProgressDisplay } from "../progress.js";

interface IndexCommandOptions extends CommonOptions {
  readonly pipeline?: string;
  readonly model?: string;
}

/** How often a search graph that is made is told of. */
const graphEveryMs = 5_000;

/** `kinodex index PATH…`. */
export function addIndexCommand(program: Command): void {
  addCommonOptions(program.command("index").argument("<path...>", "video files, and folders with videos"))
    .description("index videos; safe to repeat and to interrupt")
    .option("--pipeline <name|file>", "preset of pipelines/, or a YAML file (default: archive)")
    .option("--model <id>", "model to index with (default: the one of the index, else the one that ships)")
    .action(runIndex);
}

type AnnotatedEvent = Extract<IndexEvent, { readonly type: "annotated" }>;

interface IndexReport {
  indexed: number;
  unchanged: number;
  linked: number;
  /** How many videos each annotator has put words on. */
  annotated: Record<string, number>;
  /** What annotators could not read, or why they failed; the videos themselves are indexed. */
  annotationProblems: { path: string; annotator: string; problems: readonly string[] }[];
  partial: { path: string; problems: readonly string[] }[];
  /** Whole, with something that people should know. */
  noted: { path: string; problems: readonly string[] }[];
  failed: { path: string; message: string }[];
  frameCount: number;
  clipCount: number;
  videoSeconds: number;
  interrupted: boolean;
  tookMs: number;
}

async function runIndex(paths: readonly string[], options: IndexCommandOptions): Promise<void> {
  exposeCollector();
  const output = createOutput(options);
  const startedMs = performance.now();
  const { index, model, pipeline } = options;
  const report = createReport();
  const interrupted = new Subject<void>();
  process.once("SIGINT", () => {
    report.interrupted = true;
    interrupted.next();
  });
  {
    await using kinodex = await openKinodex({ index, model, onNotice: output.note });
    const display = createDisplay(output);
    const events = kinodex.index(paths, { pipeline }).pipe(
      tap((event) => {
        count(event, report);
        display.show(event);
      }),
      takeUntil(interrupted),
    );
    await lastValueFrom(events, { defaultValue: undefined }).finally(() => display.close());
  }
  report.tookMs = Math.round(performance.now() - startedMs);
  output.result(report, () => toSummary(report));
  if (report.interrupted) process.exitCode = exitCodes.interrupted;
  else if (report.failed.length) process.exitCode = exitCodes.someFailed;
}

/** Shows what happens: bars where a person watches, and lines for what is worth one. */
function createDisplay(output: Output): { show(event: IndexEvent): void; close(): void } {
  const print = (line: string, event: IndexEvent) =>
    event.type === "failed" ? output.problem(line) : output.note(line);
  let bars: ProgressDisplay | undefined;
  let toldMs = 0;
  return {
    show(event) {
      if (event.type === "listed" && output.interactive) bars = createProgressBars(process.stderr, event.fileCount);
      if (event.type === "graph") {
        if (event.done < event.total && performance.now() - toldMs < graphEveryMs) return;
        toldMs = performance.now();
      } else if (event.type !== "listed") bars?.show(event);
      const line = toLine(event);
      if (line && bars) bars.print(line);
      else if (line) print(line, event);
    },
    close: () => bars?.close(),
  };
}

function createReport(): IndexReport {
  return {
    indexed: 0,
    unchanged: 0,
    linked: 0,
    annotated: {},
    annotationProblems: [],
    partial: [],
    noted: [],
    failed: [],
    frameCount: 0,
    clipCount: 0,
    videoSeconds: 0,
    interrupted: false,
    tookMs: 0,
  };
}

function count(event: IndexEvent, report: IndexReport): void {
  if (event.type === "listed" || event.type === "graph") return;
  const { path } = event;
  if (event.type === "unchanged" || event.type === "linked") report[event.type] += 1;
  if (event.type === "failed") report.failed.push({ path, message: toMessage(event.error) });
  if (event.type === "annotated") countAnnotated(event, report);
  if (event.type !== "indexed") return;
  report.indexed += 1;
  report.frameCount += event.frameCount;
  report.clipCount += event.clipCount;
  report.videoSeconds += event.durationSeconds;
  if (event.problems.length === 0) return;
  report[event.state === "partial" ? "partial" : "noted"].push({ path, problems: event.problems });
}

function countAnnotated(event: AnnotatedEvent, report: IndexReport): void {
  const { path, annotator, segmentCount, problems } = event;
  if (segmentCount > 0) report.annotated[annotator] = (report.annotated[annotator] ?? 0) + 1;
  if (problems.length > 0) report.annotationProblems.push({ path, annotator, problems });
}

/** What is worth a line of its own. */
function toLine(event: IndexEvent): string | undefined {
  if (event.type === "failed") return toMessage(event.error);
  if (event.type === "graph") return `search graph: ${event.done} of ${event.total} ${event.kind}`;
  if (event.type === "linked") return `linked   ${event.path} (the same bytes as a video that is already indexed)`;
  if (event.type === "indexed") {
    const { path, state, frameCount, clipCount, problems } = event;
    if (state === "partial") return `partial  ${path}: ${problems.join("; ")}`;
    return [`indexed  ${path} (${frameCount} frames, ${clipCount} clips)`, ...problems].join("; ");
  }
  return event.type === "annotated" ? toAnnotatedLine(event) : undefined;
}

function toAnnotatedLine({ path, source, segmentCount, problems }: AnnotatedEvent): string | undefined {
  if (segmentCount === 0 && problems.length === 0) return undefined;
  return [`${sourceNames[source]} of ${path}: ${segmentCount}`, ...problems].join("; ");
}

function toSummary(report: IndexReport): string {
  const {
    indexed,
    unchanged,
    linked,
    annotated,
    partial,
    failed,
    frameCount,
    clipCount,
    videoSeconds,
    tookMs,
    interrupted,
  } = report;
  const parts = [
    `${indexed} indexed`,
    ...(partial.length ? [`${partial.length} of them only in part`] : []),
    `${unchanged} unchanged`,
    ...(linked ? [`${linked} linked`] : []),
    ...Object.entries(annotated).map(([annotator, videos]) => `${videos} annotated by ${annotator}`),
    ...(failed.length ? [`${failed.length} failed`] : []),
  ];
  const speed = tookMs > 0 ? `, ${((1000 * videoSeconds) / tookMs).toFixed(1)}× real time` : "";
  const work = indexed
    ? ` — ${toDuration(videoSeconds)} of video, ${frameCount} frames, ${clipCount} clips in ${toDuration(tookMs / 1000)}${speed}`
    : "";
  const next = interrupted ? "\nInterrupted; run the same command again to go on from here." : "";
  return parts.join(", ") + work + next;
}

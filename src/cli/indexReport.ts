import type { IndexEvent } from "../app/kinodex.js";
import { toMessage } from "../core/errors.js";
import { sourceNames, toCounted, toDuration } from "./format.js";

type AnnotatedEvent = Extract<IndexEvent, { readonly type: "annotated" }>;

/** What came of a run: what `index --json` prints. */
export interface IndexReport {
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

/** Nothing has come of it yet. */
export function createReport(): IndexReport {
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

/** Counts what happened. */
export function count(event: IndexEvent, report: IndexReport): void {
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

/** What is worth a line of its own, or several. */
export function toLines(event: IndexEvent): readonly string[] {
  if (event.type === "listed") return event.emptyFolders.map(toEmptyLine);
  if (event.type === "failed") return [toMessage(event.error)];
  if (event.type === "graph") return [`search graph: ${event.done} of ${event.total} ${event.kind}`];
  if (event.type === "linked") return [`linked   ${event.path} (the same bytes as a video that is already indexed)`];
  if (event.type === "annotated") return toAnnotatedLines(event);
  if (event.type !== "indexed") return [];
  const { path, state, frameCount, clipCount, problems } = event;
  if (state === "partial") return [`partial  ${path}: ${problems.join("; ")}`];
  return [
    [`indexed  ${path} (${toCounted(frameCount, "frame")}, ${toCounted(clipCount, "clip")})`, ...problems].join("; "),
  ];
}

function toEmptyLine(folder: string): string {
  return `no videos in ${folder}: a file counts as one by its extension, like .mp4, .mov or .mkv; to index a file with another ending, name the file itself`;
}

function toAnnotatedLines({ path, source, segmentCount, problems }: AnnotatedEvent): readonly string[] {
  if (segmentCount === 0 && problems.length === 0) return [];
  return [[`${sourceNames[source]} of ${path}: ${segmentCount}`, ...problems].join("; ")];
}

/** What people call the words of an annotator. */
const wordsOf: Readonly<Record<string, string>> = { concepts: "captions", subtitles: "subtitles" };

/** The whole run in a line. */
export function toSummary(report: IndexReport): string {
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
    ...Object.entries(annotated).map(
      ([annotator, videos]) => `${videos} with ${wordsOf[annotator] ?? `words of ${annotator}`}`,
    ),
    ...(failed.length ? [`${failed.length} failed`] : []),
  ];
  const speed = tookMs > 0 ? `, ${((1000 * videoSeconds) / tookMs).toFixed(1)}× real time` : "";
  const work = indexed
    ? ` — ${toDuration(videoSeconds)} of video, ${toCounted(frameCount, "frame")}, ${toCounted(clipCount, "clip")} in ${toDuration(tookMs / 1000)}${speed}`
    : "";
  const next = interrupted ? "\nInterrupted; run the same command again to continue from here." : "";
  return parts.join(", ") + work + next;
}

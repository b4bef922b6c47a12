import type { Command } from "commander";
import { resolve } from "node:path";
import { fromEvent, lastValueFrom, takeUntil, tap } from "rxjs";
import type { Captioner } from "../../captions/captioner.js";
import { createCaptioner } from "../../captions/createCaptioner.js";
import { toMessage } from "../../core/errors.js";
import { exposeCollector } from "../../core/exposeCollector.js";
import { toDiskSpelling } from "../../core/paths.js";
import { findFfmpeg } from "../../media/findFfmpeg.js";
import { findVideoFiles } from "../../media/videoFiles.js";
import type { VisionLanguageModel } from "../../models/contrastive.js";
import { openModel } from "../../models/openModel.js";
import { defaultModelId } from "../../models/registry.js";
import type { IndexEvent } from "../../pipeline/events.js";
import { indexFiles, type IndexFilesOptions } from "../../pipeline/indexFiles.js";
import { loadPreset, type Preset } from "../../pipeline/preset.js";
import { openSearcher } from "../../query/searcher.js";
import { openStore, type Store } from "../../store/store.js";
import { toDuration } from "../format.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions, type Output } from "../output.js";
import { toUncalibratedNote } from "./captions.js";
import { createProgressBars } from "../progress.js";

interface IndexOptions extends CommonOptions {
  readonly pipeline?: string;
  readonly model: string;
}

/** `kinodex index PATH…`. */
export function addIndexCommand(program: Command): void {
  addCommonOptions(program.command("index").argument("<path...>", "video files, and folders with videos"))
    .description("index videos; safe to repeat and to interrupt")
    .option("--pipeline <name|file>", "preset of pipelines/, or a YAML file (default: archive)")
    .option("--model <id>", "model to index with", defaultModelId)
    .action(runIndex);
}

interface IndexReport {
  indexed: number;
  unchanged: number;
  linked: number;
  /** Known videos whose captions were made again from what is stored. */
  captioned: number;
  partial: { path: string; problems: readonly string[] }[];
  failed: { path: string; message: string }[];
  frameCount: number;
  clipCount: number;
  videoSeconds: number;
  interrupted: boolean;
  tookMs: number;
}

async function runIndex(paths: readonly string[], options: IndexOptions): Promise<void> {
  exposeCollector();
  const output = createOutput(options);
  const startedMs = performance.now();
  const preset = loadPreset(options.pipeline ?? "archive");
  const ffmpeg = await findFfmpeg();
  if (ffmpeg.warning) output.note(ffmpeg.warning);
  const report = createReport();
  const files = await listFiles(paths, report, output);
  const interrupt = new AbortController();
  process.once("SIGINT", () => {
    report.interrupted = true;
    interrupt.abort();
  });
  const { identity } = await openModel(options.model);
  {
    const place = { directory: options.index, model: identity, onNotice: output.note };
    await using store = await openStore({ ...place, access: "write", create: true });
    {
      await using model = await openModel(options.model);
      const captioner = openCaptioner(preset, model, output);
      const tools = { store, preset, model, captioner, reindexOnOtherPreset: options.pipeline !== undefined };
      await indexAll(files, tools, report, output, interrupt.signal);
    } // the image encoders are let go before the text encoder is loaded
    if (!report.interrupted) await refreshSearch(store, options.model, output, interrupt.signal);
  }
  report.tookMs = Math.round(performance.now() - startedMs);
  output.result(report, () => toSummary(report));
  if (report.interrupted) process.exitCode = exitCodes.interrupted;
  else if (report.failed.length) process.exitCode = exitCodes.someFailed;
}

/** What describes the videos, where the preset asks for it and the model was measured. */
function openCaptioner({ settings }: Preset, model: VisionLanguageModel, output: Output): Captioner | undefined {
  const { captions = "none", concepts } = settings;
  if (captions === "none") return undefined;
  const captioner = createCaptioner(captions, { model, conceptFile: concepts });
  if (!captioner) output.note(toUncalibratedNote(model.identity.id));
  return captioner;
}

async function indexAll(
  files: readonly string[],
  tools: IndexFilesOptions,
  report: IndexReport,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const bars = output.interactive ? createProgressBars(process.stderr, files.length) : undefined;
  const events = indexFiles(files, tools).pipe(
    tap((event) => {
      bars?.show(event);
      count(event, report);
      const line = toLine(event);
      if (line && bars) bars.print(line);
      else if (line && event.type === "failed") output.problem(line);
      else if (line) output.note(line);
    }),
    takeUntil(fromEvent(signal, "abort")),
  );
  await lastValueFrom(events, { defaultValue: undefined }).finally(() => bars?.close());
}

/** Brings what makes search fast and honest in step with what is stored; it can be made again at any time. */
async function refreshSearch(store: Store, modelId: string, output: Output, signal: AbortSignal): Promise<void> {
  let told = 0;
  const onProgress = (kind: string, done: number, total: number) => {
    if (done < total && performance.now() - told < 5000) return;
    told = performance.now();
    output.note(`search graph: ${done} of ${total} ${kind}`);
  };
  try {
    await store.saveSnapshots({ signal, onProgress });
    await using model = await openModel(modelId);
    await using searcher = openSearcher({ store, model });
    await searcher.refresh(store);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function createReport(): IndexReport {
  return {
    indexed: 0,
    unchanged: 0,
    linked: 0,
    captioned: 0,
    partial: [],
    failed: [],
    frameCount: 0,
    clipCount: 0,
    videoSeconds: 0,
    interrupted: false,
    tookMs: 0,
  };
}

/** The files to index, absolute; what cannot be looked into is reported as failed. */
async function listFiles(paths: readonly string[], report: IndexReport, output: Output): Promise<string[]> {
  const files = new Set<string>();
  for await (const found of findVideoFiles(paths.map((path) => toDiskSpelling(path)))) {
    if ("problem" in found) {
      report.failed.push({ path: found.path, message: found.problem.message });
      output.problem(found.problem.message);
    } else files.add(resolve(found.path));
  }
  return [...files];
}

function count(event: IndexEvent, report: IndexReport): void {
  const { path } = event;
  if (event.type === "unchanged" || event.type === "linked" || event.type === "captioned") report[event.type] += 1;
  if (event.type === "failed") report.failed.push({ path, message: toMessage(event.error) });
  if (event.type !== "indexed") return;
  report.indexed += 1;
  report.frameCount += event.frameCount;
  report.clipCount += event.clipCount;
  report.videoSeconds += event.durationSeconds;
  if (event.problems.length) report.partial.push({ path, problems: event.problems });
}

/** What is worth a line of its own. */
function toLine(event: IndexEvent): string | undefined {
  if (event.type === "failed") return toMessage(event.error);
  if (event.type === "linked") return `linked   ${event.path} (the same bytes as a video that is already indexed)`;
  if (event.type === "indexed" && event.problems.length) return `partial  ${event.path}: ${event.problems.join("; ")}`;
  if (event.type === "indexed") return `indexed  ${event.path} (${event.frameCount} frames, ${event.clipCount} clips)`;
  if (event.type === "subtitles")
    return `subtitles beside ${event.path}: ${event.cueCount} lines${event.problems.map((text) => `; ${text}`).join("")}`;
  return undefined;
}

function toSummary(report: IndexReport): string {
  const {
    indexed,
    unchanged,
    linked,
    captioned,
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
    ...(captioned ? [`${captioned} captioned from what is stored`] : []),
    ...(failed.length ? [`${failed.length} failed`] : []),
  ];
  const speed = tookMs > 0 ? `, ${((1000 * videoSeconds) / tookMs).toFixed(1)}× real time` : "";
  const work = indexed
    ? ` — ${toDuration(videoSeconds)} of video, ${frameCount} frames, ${clipCount} clips in ${toDuration(tookMs / 1000)}${speed}`
    : "";
  const next = interrupted ? "\nInterrupted; run the same command again to go on from here." : "";
  return parts.join(", ") + work + next;
}

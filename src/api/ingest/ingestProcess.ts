// The process that writes the index for a server: `ingestProcess.js INDEX_FOLDER`, forked, with an IPC channel.
import { realpathSync, rmSync } from "node:fs";
import type { Captioner } from "../../annotators/concepts/captioner.js";
import { createCaptioner } from "../../annotators/concepts/createCaptioner.js";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import { exposeCollector } from "../../core/exposeCollector.js";
import { openModel } from "../../models/openModel.js";
import { concat, defer, ignoreElements, switchMap } from "rxjs";
import type { Model } from "../../models/model.js";
import type { IndexEvent } from "../../pipeline/events.js";
import { createDecoderSlots } from "../../pipeline/decoderSlots.js";
import { followCaptions } from "../../pipeline/followCaptions.js";
import { followSidecars } from "../../pipeline/followSidecars.js";
import { indexFile } from "../../pipeline/indexFile.js";
import { loadPreset, type Preset } from "../../pipeline/preset.js";
import { createTurns } from "../../pipeline/turns.js";
import { openSearcher } from "../../query/searcher.js";
import { openStore, type Store } from "../../store/store.js";
import { stopSignals } from "../stopSignals.js";
import type { IngestReport, IngestRequest, JobEnding, TaskFailure } from "./messages.js";
import { runTask } from "./tasks.js";

type IndexRequest = Extract<IngestRequest, { readonly type: "index" }>;
type TaskRequest = Extract<IngestRequest, { readonly type: "task" }>;

/** Progress is told this often at most. */
const tellEveryMs = 250;
/** Without work for so long, search structures are saved, and the process lets go of the index and exits. */
const idleMs = 15_000;

/** Its captioner makes the captions that are asked for on their own. */
const captionPreset = "archive";

const [directory = ""] = process.argv.slice(2);
const running = new Map<string, () => void>();
const tasks = new Set<Promise<void>>();
const takeTurn = createTurns();
const decoderSlots = createDecoderSlots();
const captioners = new Map<string, Captioner | undefined>();
const abort = new AbortController();
let idleTimer: NodeJS.Timeout | undefined;
let stopping: Promise<void> | undefined;
let refreshing: Promise<void> = Promise.resolve();

/** Resolves when the server has been sent all that it was told: on Windows, what is on its way goes with the process. */
let told: Promise<void> = Promise.resolve();
const tell = (report: IngestReport): void => {
  if (process.connected) told = new Promise((sent) => process.send?.(report, () => sent()));
};

exposeCollector();
const { store, model } = await open();
const searcher = openSearcher({ store, model });
process.on("message", (request: IngestRequest) => {
  clearTimeout(idleTimer);
  if (request.type === "index") startJob(request);
  else if (request.type === "cancel") running.get(request.runId)?.();
  else if (request.type === "task") startTask(request);
  else void stop("shutdown");
  restWhenIdle();
});
// A server that is gone, however it went, takes this process with it.
process.on("disconnect", () => void stop("orphaned"));
for (const signal of stopSignals()) process.on(signal, () => {}); // the server says when
restWhenIdle();

async function open(): Promise<{ readonly store: Store; readonly model: Model }> {
  try {
    const opened = await openStore({ directory, access: "write" });
    return { store: opened, model: await openModel(opened.model.id) };
  } catch (error) {
    tell({ type: "unavailable", message: toMessage(error) });
    await told;
    return process.exit(0);
  }
}

function startJob({ runId, path, pipeline, dropDuplicate }: IndexRequest): void {
  let last: IndexEvent | undefined;
  let toldMs = 0;
  let durationSeconds: number | undefined;
  const end = (ending: JobEnding): void => {
    if (!running.delete(runId)) return;
    tell({ type: "ended", runId, ending });
    restWhenIdle();
  };
  const preset = loadPreset(pipeline);
  const captioner = openCaptioner(preset);
  const tools = { store, model, preset, captioner, reindexOnOtherPreset: false, takeTurn, decoderSlots };
  running.set(runId, () => {
    subscription.unsubscribe();
    end({ type: "cancelled" });
  });
  const events = defer(() => store.knownFiles()).pipe(
    switchMap((known) =>
      indexFile(path, tools).pipe(followCaptions(store, known, captioner), followSidecars(store, known)),
    ),
  );
  // What is to be dropped goes before the job ends, so that a cancelled job, which leaves the events, drops nothing.
  const dropped = defer(async () => {
    if (dropDuplicate && last?.type === "linked") await dropWhereElsewhere(path, last.videoId);
  }).pipe(ignoreElements());
  const subscription = concat(events, dropped).subscribe({
    next: (event) => {
      if (event.type !== "subtitles" && event.type !== "captioned") last = event; // they are told after the outcome
      if (event.type === "started") ({ durationSeconds } = event);
      if (event.type !== "progressed" || performance.now() - toldMs < tellEveryMs) return;
      toldMs = performance.now();
      const { doneSeconds: timeSeconds, frameCount } = event;
      tell({ type: "progress", runId, timeSeconds, frameCount, durationSeconds });
    },
    error: (error: unknown) => end({ type: "failed", message: toMessage(error), ofInput: false }),
    complete: () => {
      end(toEnding(last));
      refreshing = refreshing.then(keepBackground);
    },
  });
}

/** Searches of the server judge by what is kept. */
async function keepBackground(): Promise<void> {
  if (stopping) return;
  await searcher.refresh(store).catch((error: unknown) => {
    if (!stopping) console.error(toMessage(error));
  });
}

/** A preset's captioner, loaded once; undefined where it asks for none, or the model was not calibrated for it. */
function openCaptioner({ name, settings }: Preset): Captioner | undefined {
  const { captions = "none", concepts } = settings;
  if (captions !== "none" && !captioners.has(name))
    captioners.set(name, createCaptioner(captions, { model, conceptFile: concepts }));
  return captioners.get(name);
}

function toEnding(event: IndexEvent | undefined): JobEnding {
  if (event?.type === "indexed") {
    const { videoId, problems, frameCount, durationSeconds: videoSeconds } = event;
    return { type: "done", result: { type: "indexed", videoId, problems }, frameCount, videoSeconds };
  }
  if (event?.type === "linked" || event?.type === "unchanged") {
    const { type, videoId } = event;
    return { type: "done", result: { type, videoId, problems: [] }, frameCount: 0, videoSeconds: 0 };
  }
  if (event?.type !== "failed") return { type: "failed", message: "indexing ended without a result", ofInput: false };
  const ofInput = isKinodexError(event.error, "input") || isKinodexError(event.error, "media");
  return { type: "failed", message: toMessage(event.error), ofInput };
}

/** A second copy of bytes that are there already is of no use; another name of the same file is no copy. */
async function dropWhereElsewhere(path: string, videoId: string): Promise<void> {
  const [file, ...others] = [path, ...((await store.findVideo(videoId))?.paths ?? [])].map(realPathOf);
  if (!others.some((other) => other !== undefined && other !== file)) return;
  await store.detachPath(path);
  rmSync(path, { force: true });
}

/** Undefined where there is no file. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function startTask({ taskId, task }: TaskRequest): void {
  const captioner = () => openCaptioner(loadPreset(captionPreset));
  const work = runTask(task, { store, captioner, takeTurn, signal: abort.signal })
    .then(
      (result) => tell({ type: "taskDone", taskId, result }),
      (error: unknown) => tell({ type: "taskFailed", taskId, failure: toFailure(error) }),
    )
    .finally(() => {
      tasks.delete(work);
      restWhenIdle();
    });
  tasks.add(work);
}

function toFailure(error: unknown): TaskFailure {
  return { message: toMessage(error), ...(isKinodexError(error) ? { code: error.code } : {}) };
}

function restWhenIdle(): void {
  clearTimeout(idleTimer);
  if (running.size === 0 && tasks.size === 0 && !stopping) idleTimer = setTimeout(() => void stop("idle"), idleMs);
}

/**
 * Ends running jobs, whose stored chunks stay, brings the search structures up to date and exits. Nobody waits at a
 * shutdown for what confidence rests on: the next process measures it.
 */
function stop(why: "idle" | "shutdown" | "orphaned"): Promise<void> {
  stopping ??= (async () => {
    for (const cancel of running.values()) cancel();
    abort.abort(new KinodexError("interrupted", "the server is shutting down"));
    try {
      await Promise.all(tasks);
      if (why !== "orphaned") await store.saveSnapshots();
      if (why === "idle") {
        await refreshing;
        await searcher.refresh(store);
      }
      await searcher[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose](); // a process that ends while the model runs ends in a crash
      await store[Symbol.asyncDispose]();
    } finally {
      await told;
      process.exit(0);
    }
  })();
  return stopping;
}

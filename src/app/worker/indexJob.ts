import { existsSync, realpathSync } from "node:fs";
import { isKinodexError, KinodexError } from "../../core/errors.js";
import type { ClaimedJob, Job, JobEnding, JobResult } from "../../jobs/jobQueue.js";
import type { IndexEvent, IndexOutcome } from "../../pipeline/events.js";
import { indexFiles, type IndexFilesOptions } from "../../pipeline/indexFiles.js";
import type { Store } from "../../store/store.js";
import { removeFile } from "../removeFile.js";
import type { JobProgress } from "./workerMessages.js";

/** Progress is told this often at most. */
const tellEveryMs = 250;

/** What indexing the file of a job works with. */
export interface IndexJobTools extends IndexFilesOptions {
  readonly onProgress: (progress: JobProgress) => void;
}

/**
 * Indexes the file of a job, whose store writes under the job's lease. Rejects with why the file failed, and with
 * `interrupted` soon after `signal` has aborted.
 */
export async function indexJob(job: ClaimedJob, signal: AbortSignal, tools: IndexJobTools): Promise<JobResult> {
  let toldMs = 0;
  let durationSeconds: number | undefined;
  let outcome: IndexOutcome | undefined;
  /** Of its annotators, which are told of after the outcome. */
  const problems: string[] = [];
  const hear = (event: IndexEvent): void => {
    if (event.type === "started") ({ durationSeconds } = event);
    else if (event.type === "progressed") {
      if (performance.now() - toldMs < tellEveryMs) return;
      toldMs = performance.now();
      tools.onProgress({ timeSeconds: event.doneSeconds, frameCount: event.frameCount, durationSeconds });
    } else if (event.type === "annotated") problems.push(...event.problems);
    else outcome = event;
  };
  await new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const subscription = indexFiles([job.path], tools).subscribe({ next: hear, error: reject, complete: resolve });
    signal.addEventListener("abort", () => {
      subscription.unsubscribe();
      reject(new KinodexError("interrupted", `indexing ${job.path} was stopped`, { path: job.path }));
    });
  });
  if (!outcome) throw new Error(`indexing ${job.path} ended without an outcome`);
  if (outcome.type === "failed") throw outcome.error;
  const { type, videoId } = outcome;
  return { type, videoId, problems: type === "indexed" ? [...outcome.problems, ...problems] : problems };
}

/**
 * Removes the file of a job that is about to end, where it is the server's own and of no use to anybody: it is no video, is
 * not wanted any more, or another file holds the same bytes. `error` is why the job failed.
 */
export async function dropUselessUpload(
  { source, path }: Job,
  ending: JobEnding,
  error: unknown,
  store: Store,
): Promise<void> {
  if (source !== "upload" || ending.to === "queued") return;
  if (ending.to === "done") {
    const { type, videoId } = ending.result;
    if (type !== "linked") return;
    // Another name of the same file is no copy.
    const [file, ...others] = [path, ...((await store.findVideo(videoId))?.paths ?? [])].map(realPathOf);
    if (others.every((other) => other === undefined || other === file)) return;
    await store.detachPath(path);
  } else if (ending.to === "failed" && !isKinodexError(error, "input") && !isKinodexError(error, "media")) return;
  await removeFile(path);
}

/** Undefined where there is no file. */
function realPathOf(path: string): string | undefined {
  return existsSync(path) ? realpathSync.native(path) : undefined;
}

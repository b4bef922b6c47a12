import { randomUUID } from "node:crypto";
import { Subject, type Observable } from "rxjs";
import { toMessage } from "../../core/errors.js";
import { removeFile } from "../files/uploads.js";
import type { Ingest, JobListener } from "../ingest/ingest.js";
import type { JobProgress } from "../ingest/messages.js";
import type { Job, JobChange, JobQueue, NewJob } from "./jobQueue.js";

/** A job and how far it is. */
export interface RunningJob extends Job {
  readonly progress: JobProgress | undefined;
}

/** Works through a queue, a few jobs at a time, and tells what happens. */
export interface JobRunner extends AsyncDisposable {
  /** See {@link JobQueue.add}. */
  add(jobs: readonly NewJob[]): RunningJob[];
  withProgress(job: Job): RunningJob;
  /** Throws 404 or 409, see {@link JobQueue.change}. */
  cancel(jobId: string): RunningJob;
  /** Throws 404 or 409. */
  retry(jobId: string): RunningJob;
  /** Every job each time that anything about it changes. */
  readonly changes: Observable<RunningJob>;
}

/** What a runner needs. */
export interface JobRunnerOptions {
  readonly queue: JobQueue;
  readonly ingest: Ingest;
  readonly jobsAtOnce: number;
  readonly log: (message: string) => void;
  /** Hears of each job that was done. */
  readonly onIndexed: (done: { readonly frameCount: number; readonly videoSeconds: number }) => void;
}

/** How often a job is tried whose process crashes. */
const attemptsAtMost = 3;
/** How long to wait while another process writes to the index. */
const busyMs = 5_000;

/** Starts what waits in the queue, and goes on until it is disposed; running jobs are then put back. */
export function startJobRunner({ queue, ingest, jobsAtOnce, log, onIndexed }: JobRunnerOptions): JobRunner {
  const changes = new Subject<RunningJob>();
  const progressOf = new Map<string, JobProgress>();
  const running = new Set<string>();
  /** The latest run of each job; an earlier one, cancelled, may still be about to end. */
  const runOf = new Map<string, string>();
  let waitUntilMs = 0;
  let stopped = false;

  const withProgress = (job: Job): RunningJob => ({ ...job, progress: progressOf.get(job.jobId) });
  const tell = (job: Job): RunningJob => {
    const told = withProgress(job);
    changes.next(told);
    return told;
  };
  const change = (jobId: string, how: JobChange): void => {
    if (how.to === "queued" || how.to === "cancelled") progressOf.delete(jobId);
    tell(queue.change(jobId, how));
  };
  const startNext = (): void => {
    while (!stopped && running.size < jobsAtOnce && performance.now() >= waitUntilMs) {
      const job = queue.claim();
      if (!job) return;
      const runId = randomUUID();
      running.add(runId);
      runOf.set(job.jobId, runId);
      tell(job);
      ingest.index(runId, job, listenTo(runId, job));
    }
  };

  /** An uploaded file that will not be indexed is of no use to anybody. */
  const dropUpload = ({ source, path }: Job): void => {
    if (source !== "upload") return;
    removeFile(path).catch((error: unknown) => log(`an upload that is not needed stays: ${toMessage(error)}`));
  };

  const listenTo = (runId: string, job: Job): JobListener => ({
    progress(progress) {
      if (runOf.get(job.jobId) !== runId) return;
      progressOf.set(job.jobId, progress);
      tell(queue.find(job.jobId) ?? job);
    },
    ended(ending) {
      running.delete(runId);
      const { jobId } = job;
      const isLatest = runOf.get(jobId) === runId;
      const state = queue.find(jobId)?.state;
      if (ending.type === "done") onIndexed(ending);
      if (ending.type === "untried" && ending.message !== undefined) {
        log(`indexing has to wait: ${ending.message}`);
        waitUntilMs = performance.now() + busyMs;
        setTimeout(startNext, busyMs + 1).unref();
      }
      if (isLatest && state === "running") change(jobId, toChange(job, ending, stopped));
      if (ending.type === "failed" && ending.ofInput) dropUpload(job);
      if (state === "cancelled") dropUpload(job);
      if (isLatest) {
        runOf.delete(jobId);
        progressOf.delete(jobId);
      }
      startNext();
    },
  });

  startNext();
  return {
    changes: changes.asObservable(),
    withProgress,
    add(jobs) {
      const added = queue.add(jobs).map(tell);
      setImmediate(startNext);
      return added;
    },
    cancel(jobId) {
      const job = queue.change(jobId, { to: "cancelled" });
      progressOf.delete(jobId);
      const runId = runOf.get(jobId);
      if (runId === undefined) dropUpload(job);
      else ingest.cancel(runId);
      return tell(job);
    },
    retry(jobId) {
      const job = queue.change(jobId, { to: "queued", because: "retry" });
      setImmediate(startNext);
      return tell(job);
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await ingest[Symbol.asyncDispose]();
      changes.complete();
    },
  };
}

type Ending = Parameters<JobListener["ended"]>[0];

function toChange(job: Job, ending: Ending, stopped: boolean): JobChange {
  if (ending.type === "done") return { to: "done", result: ending.result };
  if (ending.type === "untried") return { to: "queued", because: "untried" };
  if (stopped) return { to: "queued", because: "stopped" };
  if (ending.type === "failed") return { to: "failed", error: ending.message };
  if (ending.type === "cancelled") return { to: "cancelled" };
  if (job.attempts < attemptsAtMost) return { to: "queued", because: "crashed" };
  return { to: "failed", error: "The process ended each time that this file was worked on." };
}

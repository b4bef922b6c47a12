import { Subject, type Observable } from "rxjs";
import type { Job, JobQueue } from "../jobs/jobQueue.js";
import type { JobProgress } from "./worker/workerMessages.js";

/** A job, and how far it is where a process of this server works on it. */
export interface JobNews extends Job {
  readonly progress: JobProgress | undefined;
}

/** Tells of jobs as they change: of those that somebody told it of, and of what other processes did to the queue. */
export interface JobFeed extends Disposable {
  /** Every job each time that anything about it changes, while somebody listens. */
  readonly changes: Observable<JobNews>;
  /** The ids of jobs that were forgotten on request. */
  readonly dismissals: Observable<string>;
  /** The job as it is told to others. */
  toNews(job: Job): JobNews;
  /** Tells of a job, and gives what it told. */
  tell(job: Job): JobNews;
  /** Tells that a job is forgotten. */
  dismiss(jobId: string): void;
  /** Keeps how far a job is until it runs no more. */
  setProgress(jobId: string, progress: JobProgress): void;
}

/** Time between two looks for what other processes have changed. */
const lookMs = 2_000;
/** Most open jobs that a look tells apart. */
const maxOpen = 100_000;

/** Starts to tell of the jobs of a queue. */
export function createJobFeed(queue: JobQueue, onError: (error: unknown) => void): JobFeed {
  const changes = new Subject<JobNews>();
  const dismissals = new Subject<string>();
  const progressOf = new Map<string, JobProgress>();
  /** What was told last of the jobs that are open. */
  const told = new Map<string, string>();

  const toNews = (job: Job): JobNews => ({ ...job, progress: progressOf.get(job.jobId) });
  const tell = (job: Job): JobNews => {
    if (job.state !== "running") progressOf.delete(job.jobId);
    if (isOpen(job)) told.set(job.jobId, versionOf(job));
    else told.delete(job.jobId);
    const news = toNews(job);
    changes.next(news);
    return news;
  };
  const look = async (): Promise<void> => {
    if (!changes.observed) return;
    const open = [];
    for (const state of ["running", "queued"] as const) open.push(...(await queue.list({ state, limit: maxOpen })));
    for (const job of open) if (told.get(job.jobId) !== versionOf(job)) tell(job);
    const openIds = new Set(open.map(({ jobId }) => jobId));
    for (const jobId of [...told.keys()].filter((known) => !openIds.has(known))) {
      const job = await queue.find(jobId);
      if (job) tell(job);
      else told.delete(jobId);
    }
  };
  const looking = setInterval(() => void look().catch(onError), lookMs).unref();

  return {
    changes: changes.asObservable(),
    dismissals: dismissals.asObservable(),
    toNews,
    tell,
    dismiss: (jobId) => dismissals.next(jobId),
    setProgress: (jobId, progress) => void progressOf.set(jobId, progress),
    [Symbol.dispose]() {
      clearInterval(looking);
      changes.complete();
      dismissals.complete();
    },
  };
}

/** Whether a job may still change by itself. */
export function isOpen({ state }: Job): boolean {
  return state === "queued" || state === "running";
}

function versionOf({ state, updatedAt, cancelRequested }: Job): string {
  return `${state} ${cancelRequested} ${updatedAt}`;
}

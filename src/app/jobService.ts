import { Subject, type Observable } from "rxjs";
import { toMessage } from "../core/errors.js";
import type { Job, JobFilter, JobQueue, JobState, NewJob } from "../jobs/jobQueue.js";
import { openQueue, requestJob } from "./queue.js";
import { superviseWorker, type SupervisedWorker } from "./worker/superviseWorker.js";
import type { JobProgress, WorkerEvent } from "./worker/workerMessages.js";

export { jobStates, type Job, type NewJob } from "../jobs/jobQueue.js";

/** A job, and how far it is where a process of this service works on it. */
export interface JobNews extends Job {
  readonly progress: JobProgress | undefined;
}

/** What a service is opened with. */
export interface JobServiceOptions {
  /** Folder of the index; it is there. */
  readonly directory: string;
  /** Most jobs that are queued or running. */
  readonly maxOpen: number;
  /** Most jobs that run at a time. */
  readonly maxRunning: number;
  /** Time that what runs has to save when the service is disposed. */
  readonly stopWithinMs: number;
  readonly onNotice: (message: string) => void;
  /** Hears of each job that ended here. */
  readonly onEnded: (job: Job) => void;
}

/**
 * The queue of an index as a server works with it: what is added is worked on by a process of its own, and every change
 * is told, also of those that other servers of the same index make.
 */
export interface JobService extends Pick<SupervisedWorker, "run">, AsyncDisposable {
  /** See {@link JobQueue.add}. */
  add(jobs: readonly NewJob[]): Promise<JobNews[]>;
  find(jobId: string): Promise<JobNews | undefined>;
  list(filter: JobFilter): Promise<JobNews[]>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  /** See {@link JobQueue.request}. */
  request: (jobId: string, wish: "cancel" | "retry") => Promise<JobNews>;
  /** Every job each time that anything about it changes, while somebody listens. */
  readonly changes: Observable<JobNews>;
}

/** Time between two looks for what other processes have changed. */
const lookMs = 2_000;

/** Opens the queue of an index, and starts to work through it. */
export function openJobService(options: JobServiceOptions): JobService {
  const { directory, maxOpen, maxRunning: maxJobs, stopWithinMs, onNotice, onEnded } = options;
  const queue = openQueue(directory, { maxOpen });
  const changes = new Subject<JobNews>();
  const progressOf = new Map<string, JobProgress>();
  /** What was told last of the jobs that are open. */
  const told = new Map<string, string>();
  const notice = (error: unknown): void => onNotice(toMessage(error));

  const toNews = (job: Job): JobNews => ({ ...job, progress: progressOf.get(job.jobId) });
  const isOpen = ({ state }: Job): boolean => state === "queued" || state === "running";
  const tell = (job: Job): JobNews => {
    if (job.state !== "running") progressOf.delete(job.jobId);
    if (isOpen(job)) told.set(job.jobId, versionOf(job));
    else told.delete(job.jobId);
    const news = toNews(job);
    changes.next(news);
    return news;
  };
  const hear = async (event: WorkerEvent): Promise<void> => {
    if (event.type === "progressed") progressOf.set(event.jobId, event.progress);
    const job = await queue.find(event.type === "claimed" ? event.lease.jobId : event.jobId);
    if (!job) return;
    tell(job);
    if (event.type === "ended") onEnded(job);
  };
  const worker = superviseWorker({
    directory,
    queue,
    maxJobs,
    stopWithinMs,
    onNotice,
    onEvent: (event) => void hear(event).catch(notice),
  });

  const lookAround = async (): Promise<void> => {
    if (!changes.observed) return;
    const open = await listOpen(queue, maxOpen);
    for (const job of open) if (told.get(job.jobId) !== versionOf(job)) tell(job);
    const openIds = new Set(open.map(({ jobId }) => jobId));
    for (const jobId of [...told.keys()].filter((known) => !openIds.has(known))) {
      const job = await queue.find(jobId);
      if (job) tell(job);
      else told.delete(jobId);
    }
  };
  const looking = setInterval(() => void lookAround().catch(notice), lookMs).unref();

  return {
    changes: changes.asObservable(),
    run: (task) => worker.run(task),
    counts: () => queue.counts(),

    async add(jobs) {
      const added = await queue.add(jobs);
      worker.look();
      return added.map(tell);
    },

    async find(jobId) {
      const job = await queue.find(jobId);
      return job && toNews(job);
    },

    list: async (filter) => (await queue.list(filter)).map(toNews),

    async request(jobId, wish) {
      const job = await requestJob(queue, jobId, wish);
      if (isOpen(job)) worker.look();
      return tell(job);
    },

    async [Symbol.asyncDispose]() {
      clearInterval(looking);
      await worker[Symbol.asyncDispose]();
      changes.complete();
      await queue[Symbol.asyncDispose]();
    },
  };
}

async function listOpen(queue: JobQueue, limit: number): Promise<Job[]> {
  const lists = await Promise.all((["running", "queued"] as const).map((state) => queue.list({ state, limit })));
  return lists.flat();
}

function versionOf({ state, updatedAt, cancelRequested }: Job): string {
  return `${state} ${cancelRequested} ${updatedAt}`;
}

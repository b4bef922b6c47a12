import { toMessage } from "../core/errors.js";
import type { Dismissal, Job, JobFilter, JobQueue, NewJob } from "../jobs/jobQueue.js";
import { createJobFeed, isOpen, type JobFeed, type JobNews } from "./jobFeed.js";
import { dismissJobs, openQueue, requestJob } from "./queue.js";
import { superviseWorker, type SupervisedWorker } from "./worker/superviseWorker.js";
import type { WorkerEvent } from "./worker/workerMessages.js";

export type { JobNews } from "./jobFeed.js";
export { endedJobStates, jobStates, type Job, type NewJob } from "../jobs/jobQueue.js";

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
  /** Whether the index holds something of the file at a path. */
  readonly isIndexed: (path: string) => Promise<boolean>;
  readonly onNotice: (message: string) => void;
  /** Hears of each job that ended here. */
  readonly onEnded: (job: Job) => void;
}

/**
 * The queue of an index as a server works with it: what is added is worked on by a process of its own, and every change
 * is told, also of those that other servers of the same index make.
 */
export interface JobService
  extends
    Pick<JobQueue, "counts">,
    Pick<SupervisedWorker, "run">,
    Pick<JobFeed, "changes" | "dismissals">,
    AsyncDisposable {
  /** See {@link JobQueue.add}. */
  add(jobs: readonly NewJob[]): Promise<JobNews[]>;
  find(jobId: string): Promise<JobNews | undefined>;
  list(filter: JobFilter): Promise<JobNews[]>;
  /** See {@link JobQueue.request}. */
  request(jobId: string, wish: "cancel" | "retry"): Promise<JobNews>;
  /** See {@link JobQueue.dismiss}. */
  dismiss(which: Dismissal): Promise<Job[]>;
}

/** Opens the queue of an index, and starts to work through it. */
export function openJobService(options: JobServiceOptions): JobService {
  const { directory, maxOpen, maxRunning: maxJobs, stopWithinMs, isIndexed, onNotice, onEnded } = options;
  const queue = openQueue(directory, { maxOpen });
  const onError = (error: unknown): void => onNotice(toMessage(error));
  const feed = createJobFeed(queue, onError);
  const hear = async (event: WorkerEvent): Promise<void> => {
    if (event.type === "progressed") feed.setProgress(event.jobId, event.progress);
    const job = await queue.find(event.type === "claimed" ? event.lease.jobId : event.jobId);
    if (!job) return;
    feed.tell(job);
    if (event.type === "ended") onEnded(job);
  };
  const onEvent = (event: WorkerEvent): void => void hear(event).catch(onError);
  const worker = superviseWorker({ directory, queue, maxJobs, stopWithinMs, onNotice, onEvent });

  return {
    changes: feed.changes,
    dismissals: feed.dismissals,
    run: (task) => worker.run(task),
    counts: () => queue.counts(),

    async add(jobs) {
      const added = await queue.add(jobs);
      worker.look();
      return added.map((job) => feed.tell(job));
    },

    async find(jobId) {
      const job = await queue.find(jobId);
      return job && feed.toNews(job);
    },

    list: async (filter) => (await queue.list(filter)).map((job) => feed.toNews(job)),

    async request(jobId, wish) {
      const job = await requestJob(queue, jobId, wish);
      if (isOpen(job)) worker.look();
      return feed.tell(job);
    },

    async dismiss(which) {
      const dismissed = await dismissJobs(queue, which, isIndexed);
      for (const { jobId } of dismissed) feed.dismiss(jobId);
      return dismissed;
    },

    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      feed[Symbol.dispose]();
      await queue[Symbol.asyncDispose]();
    },
  };
}

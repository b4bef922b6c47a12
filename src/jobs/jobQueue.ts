import type { JobLease, JobResult } from "../core/jobLease.js";

export type { JobLease, JobResult } from "../core/jobLease.js";

/** Where a job stands. */
export const jobStates = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** States in which nothing happens to a job any more, unless somebody asks. */
export const endedJobStates = ["done", "failed", "cancelled"] as const satisfies readonly JobState[];

/** Jobs to forget: one, or all that have ended so. */
export type Dismissal = { readonly jobId: string } | { readonly state: (typeof endedJobStates)[number] };

/** A file that waits to be indexed: the one kind of work that there is. */
export interface NewJob {
  readonly kind: "index";
  /** Absolute. */
  readonly path: string;
  readonly pipeline: string;
  /** `upload`: the file is the server's own and goes when it is of no use. */
  readonly source: "path" | "upload";
}

/** A job as the queue keeps it. */
export interface Job extends NewJob {
  readonly jobId: string;
  readonly state: JobState;
  /** Whether somebody wants a running job to stop; its worker learns of it when it renews its lease. */
  readonly cancelRequested: boolean;
  /** How often it has been started, without the times when it was stopped on purpose. */
  readonly attempts: number;
  /** Once it is done. */
  readonly result: JobResult | undefined;
  /** Why it failed, for people. */
  readonly error: string | undefined;
  /** ISO 8601, UTC, by the queue's clock. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A job that a worker has claimed. */
export interface ClaimedJob extends Job {
  readonly lease: JobLease;
}

/** How a worker lets go of a job. */
export type JobEnding =
  | { readonly to: "done"; readonly result: JobResult }
  | { readonly to: "failed"; readonly error: string }
  | { readonly to: "cancelled" }
  /**
   * Put back to its place in the line, or cancelled where somebody asked for that. `stopped` counts as no attempt;
   * `crashed` does, and after {@link JobQueueOptions.maxAttempts} of them the job fails.
   */
  | {
      readonly to: "queued";
      readonly because: "stopped" | "crashed";
      /** Time until it may be claimed again. Default 0. */
      readonly waitMs?: number;
    };

/** Which jobs to list, the newest first. */
export interface JobFilter {
  readonly state?: JobState | undefined;
  readonly limit: number;
  /** Only jobs that were added before this one. */
  readonly before?: string | undefined;
}

/** How much a queue takes. */
export interface JobQueueOptions {
  /** Most jobs that are queued or running. Default 1000. */
  readonly maxOpen?: number | undefined;
  /** A job whose worker was lost so often is the likely cause, and fails. Default 3. */
  readonly maxAttempts?: number | undefined;
}

/**
 * What workers do with a queue. Times are the queue's own, whatever the clocks of workers say.
 *
 * A lease that has run out may be claimed by others. Until one has, its holder may still renew it and end the job: the
 * token decides, not the clock. Whoever has lost a lease gets `stale-job`, and nothing is changed.
 */
export interface JobLeases {
  /** Starts the job that has waited longest, for `leaseMs`. */
  claim(worker: string, leaseMs: number): Promise<ClaimedJob | undefined>;
  /**
   * Extends a lease to `leaseMs` from now, and tells whether somebody wants the job to stop.
   *
   * @throws {KinodexError} `stale-job`
   */
  renew(lease: JobLease, leaseMs: number): Promise<{ readonly cancel: boolean }>;
  /**
   * Ends a job, or puts it back. Whatever it made was written under its lease; a write of the catalog may also end it, in
   * the same transaction.
   *
   * @throws {KinodexError} `stale-job`
   */
  end(lease: JobLease, ending: JobEnding): Promise<Job>;
}

/**
 * A bounded queue of jobs that outlives processes and is shared by them. What a call returns is durable.
 *
 * Every implementation passes the suite `test/conformance/jobQueue.ts`.
 */
export interface JobQueue extends JobLeases, AsyncDisposable {
  /**
   * Queues all of them or none. A file that is queued or running already gives that job.
   *
   * @throws {KinodexError} `queue-full` where more than {@link JobQueueOptions.maxOpen} would be open
   */
  add(jobs: readonly NewJob[]): Promise<Job[]>;
  find(jobId: string): Promise<Job | undefined>;
  list(filter: JobFilter): Promise<Job[]>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  /**
   * `cancel` ends a queued job at once and asks the worker of a running one to stop; `retry` queues one that failed or
   * was cancelled, with all its attempts before it.
   *
   * @throws {KinodexError} `not-found` without such a job, `job-state` where its state does not allow it, or where its
   *   file is open under another job
   */
  request(jobId: string, wish: "cancel" | "retry"): Promise<Job>;
  /**
   * Forgets jobs that have ended, and tells which. What they made stays.
   *
   * @throws {KinodexError} `not-found` without such a job, `job-state` for one that has not ended
   */
  dismiss(which: Dismissal): Promise<Job[]>;
}

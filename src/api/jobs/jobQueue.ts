/** Where a job stands. */
export const jobStates = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** What a job did, once it is done. */
export interface JobResult {
  /** `linked`: the same bytes were indexed already. */
  readonly type: "indexed" | "linked" | "unchanged";
  readonly videoId: string;
  /** What could not be read, one line for people each. */
  readonly problems: readonly string[];
}

/** A file that waits to be indexed. */
export interface NewJob {
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
  /** How often it has been started. */
  readonly attempts: number;
  readonly result: JobResult | undefined;
  /** Why it failed, for people. */
  readonly error: string | undefined;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** How a job changes: it ends, it is put back by its worker, or somebody wants it again. */
export type JobChange =
  | { readonly to: "done"; readonly result: JobResult }
  | { readonly to: "failed"; readonly error: string }
  | { readonly to: "cancelled" }
  /** `retry`: one that has ended starts over. `stopped` and `untried` count as no attempt, `crashed` as one. */
  | { readonly to: "queued"; readonly because: "retry" | "stopped" | "untried" | "crashed" };

/** Which jobs to list, the newest first. */
export interface JobFilter {
  readonly state?: JobState | undefined;
  readonly limit: number;
  /** Only jobs before this one. */
  readonly before?: string | undefined;
}

/**
 * A bounded queue of jobs that outlives the process.
 *
 * Every implementation passes the suite `test/conformance/jobQueue.ts`. What a call returns is durable.
 */
export interface JobQueue {
  /** Queues all of them or none. A file that is queued or running already gives that job. Throws 503 when full. */
  add(jobs: readonly NewJob[]): Job[];
  find(jobId: string): Job | undefined;
  list(filter: JobFilter): Job[];
  /** Starts the job that has waited longest. */
  claim(): Job | undefined;
  /** Throws 404 without such a job, 409 for a change that its state does not allow. */
  change(jobId: string, change: JobChange): Job;
  counts(): Readonly<Record<JobState, number>>;
}

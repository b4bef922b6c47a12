/**
 * Leave to work on a job, as a claim gives it.
 *
 * The token grows with every claim of the job, so that whoever holds an earlier one is told from the present holder,
 * whatever their clocks say.
 */
export interface JobLease {
  readonly jobId: string;
  readonly token: bigint;
}

/** What a job did, once it is done; the kind of the job says what is in it. */
export interface JobResult {
  /** `linked`: the same bytes were indexed already. */
  readonly type: "indexed" | "linked" | "unchanged";
  readonly videoId: string;
  /** What could not be read, one line for people each. */
  readonly problems: readonly string[];
}

/**
 * Guards what is written under a lease, in the transaction that writes it.
 *
 * The queue makes it for a connection of the catalog: what must be one transaction is in one database.
 */
export interface LeaseGuard {
  /**
   * @throws {KinodexError} `stale-job` unless the job is running and this is its latest lease
   */
  require(lease: JobLease): void;
  /**
   * Marks the job as done.
   *
   * @throws {KinodexError} `stale-job` as {@link LeaseGuard.require} does
   */
  finish(lease: JobLease, result: JobResult): void;
}

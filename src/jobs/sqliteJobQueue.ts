import { randomUUID } from "node:crypto";
import { KinodexError } from "../core/errors.js";
import type { JobLease } from "../core/jobLease.js";
import { durablePragmas, openSqlite, type SqliteDatabase } from "../core/sqlite.js";
import {
  jobStates,
  type Job,
  type JobEnding,
  type JobQueue,
  type JobQueueOptions,
  type JobState,
  type NewJob,
} from "./jobQueue.js";
import { jobSchema, later, now, toClaimedJob, toJob, type JobRow } from "./jobTable.js";
import { createLeaseGuard } from "./leaseGuard.js";

/** Most jobs that are kept after they have ended. */
const maxEnded = 1000;
/** How long SQLite waits for another connection to let go of the file. */
const busyTimeoutMs = 10_000;

/**
 * Opens the {@link JobQueue} that lies in the SQLite file at `path`, which is made where it is missing. Any number of
 * processes may have it open.
 */
export function openSqliteJobQueue(path: string, options: JobQueueOptions = {}): JobQueue {
  const database = openSqlite(path, { busyTimeoutMs });
  try {
    database.exec(durablePragmas);
    database.exec(jobSchema);
    return createQueue(database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

function createQueue(database: SqliteDatabase, { maxOpen = 1000, maxAttempts = 3 }: JobQueueOptions): JobQueue {
  const sql = prepare(database);
  const guard = createLeaseGuard(database);
  const find = (jobId: string): Job | undefined => {
    const row = sql.byId.get(jobId) as JobRow | undefined;
    return row && toJob(row);
  };
  const changed = (jobId: string): Job => find(jobId) as Job;

  const add = database.transaction((jobs: readonly NewJob[]): Job[] => {
    const added = jobs.map(({ kind, path, ...details }) => {
      const open = sql.openBySubject.get(kind, path) as JobRow | undefined;
      if (open) return toJob(open);
      const jobId = randomUUID();
      sql.insert.run(jobId, kind, path, JSON.stringify(details));
      return changed(jobId);
    });
    if ((sql.openCount.get() as number) > maxOpen)
      throw new KinodexError(
        "queue-full",
        `The queue holds at most ${maxOpen} open jobs, and ${jobs.length} more are too many. Try again when some are done.`,
        { maxOpen },
      );
    sql.forgetEnded.run(maxEnded);
    return added;
  });

  const claim = database.transaction((worker: string, leaseMs: number) => {
    for (;;) {
      const row = sql.next.get() as JobRow | undefined;
      if (!row) return undefined;
      const isLost = row.state === "running"; // its lease has run out
      if (isLost && row.cancel_requested) sql.cancel.run(row.job_id);
      else if (isLost && row.attempts >= maxAttempts) sql.giveUp.run(row.job_id);
      else {
        sql.start.run(worker, leaseMs, row.job_id);
        return toClaimedJob(sql.byId.get(row.job_id) as JobRow);
      }
    }
  });

  const end = database.transaction((lease: JobLease, ending: JobEnding): Job => {
    guard.require(lease);
    const { jobId } = lease;
    const { cancelRequested, attempts } = changed(jobId);
    if (ending.to === "done") guard.finish(lease, ending.result);
    else if (ending.to === "failed") sql.fail.run(ending.error, jobId);
    else if (ending.to === "cancelled" || cancelRequested) sql.cancel.run(jobId);
    else if (ending.because === "crashed" && attempts >= maxAttempts) sql.giveUp.run(jobId);
    else sql.putBack.run(ending.waitMs ?? 0, ending.because === "stopped" ? 1 : 0, jobId);
    return changed(jobId);
  });

  const request = database.transaction((jobId: string, wish: "cancel" | "retry"): Job => {
    const job = find(jobId);
    if (!job) throw new KinodexError("not-found", `There is no job ${jobId}.`, { jobId });
    const from: readonly JobState[] = wish === "cancel" ? ["queued", "running"] : ["failed", "cancelled"];
    if (!from.includes(job.state))
      throw new KinodexError("job-state", `The job is ${job.state}; to ${wish} it, it must be ${from.join(" or ")}.`, {
        jobId,
        state: job.state,
      });
    if (wish === "cancel") (job.state === "running" ? sql.wishToCancel : sql.cancel).run(jobId);
    else {
      const open = sql.openBySubject.get(job.kind, job.path) as JobRow | undefined;
      if (open)
        throw new KinodexError("job-state", `The job ${open.job_id} for the same file is ${open.state} already.`, {
          jobId: open.job_id,
          state: open.state,
        });
      sql.retry.run(jobId);
    }
    return changed(jobId);
  });

  return {
    add: async (jobs) => add(jobs),
    find: async (jobId) => find(jobId),
    list: async ({ state = null, limit, before = null }) =>
      (sql.list.all({ state, before, limit }) as JobRow[]).map(toJob),
    async counts() {
      const rows = sql.counts.all() as { readonly state: JobState; readonly count: number }[];
      const known = new Map(rows.map(({ state, count }) => [state, count]));
      return Object.fromEntries(jobStates.map((state) => [state, known.get(state) ?? 0])) as Record<JobState, number>;
    },
    request: async (jobId, wish) => request(jobId, wish),
    claim: async (worker, leaseMs) => claim(worker, leaseMs),
    renew: async (lease, leaseMs) => {
      const cancel = sql.renew.get(leaseMs, lease.jobId, lease.token) as number | undefined;
      if (cancel === undefined) guard.require(lease); // says why
      return { cancel: cancel === 1 };
    },
    end: async (lease, ending) => end(lease, ending),
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

function prepare(database: SqliteDatabase) {
  const ended = "state IN ('done', 'failed', 'cancelled')";
  // A claim that is over leaves no token that could still write.
  const release = `worker = NULL, lease_until = NULL, cancel_requested = 0, updated_at = ${now}`;
  return {
    insert: database.prepare("INSERT INTO jobs (job_id, kind, subject, details) VALUES (?, ?, ?, ?)"),
    byId: database.prepare("SELECT * FROM jobs WHERE job_id = ?"),
    openBySubject: database.prepare(
      "SELECT * FROM jobs WHERE kind = ? AND subject = ? AND state IN ('queued', 'running')",
    ),
    openCount: database.prepare("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')").pluck(),
    list: database.prepare(
      `SELECT * FROM jobs WHERE (@state IS NULL OR state = @state)
       AND (@before IS NULL OR sequence < (SELECT sequence FROM jobs WHERE job_id = @before))
       ORDER BY sequence DESC LIMIT @limit`,
    ),
    counts: database.prepare("SELECT state, count(*) AS count FROM jobs GROUP BY state"),
    next: database.prepare(
      `SELECT * FROM jobs WHERE (state = 'queued' AND available_at <= ${now}) OR (state = 'running' AND lease_until < ${now})
       ORDER BY sequence LIMIT 1`,
    ),
    start: database.prepare(
      `UPDATE jobs SET state = 'running', worker = ?, lease_until = ${later}, token = token + 1, attempts = attempts + 1,
         error = NULL, updated_at = ${now} WHERE job_id = ?`,
    ),
    renew: database
      .prepare(
        `UPDATE jobs SET lease_until = ${later} WHERE job_id = ? AND token = ? AND state = 'running'
         RETURNING cancel_requested`,
      )
      .pluck(),
    fail: database.prepare(`UPDATE jobs SET state = 'failed', error = ?, ${release} WHERE job_id = ?`),
    giveUp: database.prepare(
      `UPDATE jobs SET state = 'failed', ${release},
         error = printf('The process ended each of the %d times that this file was worked on.', attempts) WHERE job_id = ?`,
    ),
    cancel: database.prepare(`UPDATE jobs SET state = 'cancelled', ${release} WHERE job_id = ?`),
    wishToCancel: database.prepare(`UPDATE jobs SET cancel_requested = 1, updated_at = ${now} WHERE job_id = ?`),
    putBack: database.prepare(
      `UPDATE jobs SET state = 'queued', available_at = ${later}, attempts = attempts - ?, ${release} WHERE job_id = ?`,
    ),
    retry: database.prepare(
      `UPDATE jobs SET state = 'queued', available_at = ${now}, attempts = 0, error = NULL, updated_at = ${now}
       WHERE job_id = ?`,
    ),
    forgetEnded: database.prepare(
      `DELETE FROM jobs WHERE ${ended} AND sequence <=
         (SELECT sequence FROM jobs WHERE ${ended} ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
    ),
  };
}

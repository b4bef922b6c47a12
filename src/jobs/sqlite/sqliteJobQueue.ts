import { randomUUID } from "node:crypto";
import { KinodexError } from "../../core/errors.js";
import { withIndexErrors } from "../../core/indexErrors.js";
import { durablePragmas, openSqlite, type SqliteDatabase } from "../../core/sqlite.js";
import {
  jobStates,
  type Dismissal,
  type Job,
  type JobFilter,
  type JobQueue,
  type JobQueueOptions,
  type JobState,
  type NewJob,
} from "../jobQueue.js";
import { jobSchema, toJob, type JobRow } from "./jobTable.js";
import { createLeases } from "./leases.js";
import { prepareJobs, type JobStatements } from "./statements.js";

/** Most jobs that are kept after they have ended. */
const maxEnded = 1000;
/** How long SQLite waits for another connection to let go of the file. */
const busyTimeoutMs = 10_000;

/**
 * Opens the {@link JobQueue} that lies in the SQLite file at `path`, which is made where it is missing. Any number of
 * processes may have it open.
 *
 * @throws {KinodexError} `environment` where a disk, a permission or another program stands in the way, and
 *   `index-damaged` for a file that is not as it was written; so does every call
 */
export function openSqliteJobQueue(path: string, options: JobQueueOptions = {}): JobQueue {
  const { maxOpen = 1000, maxAttempts = 3 } = options;
  return withIndexErrors(path, () => {
    const database = openSqlite(path, { busyTimeoutMs });
    try {
      database.exec(durablePragmas);
      database.exec(jobSchema);
      const sql = prepareJobs(database);
      return toQueue(path, database, {
        ...createLine(database, sql, maxOpen),
        ...createLeases(database, sql, maxAttempts),
      });
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** What people do with jobs, at once. */
function createLine(database: SqliteDatabase, sql: JobStatements, maxOpen: number) {
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

  const dismiss = database.transaction((which: Dismissal): Job[] => {
    const { jobId = null, state = null } = { ...which } as { readonly jobId?: string; readonly state?: JobState };
    const dismissed = (sql.dismiss.all({ jobId, state }) as JobRow[]).map(toJob);
    if (jobId === null || dismissed.length > 0) return dismissed;
    const job = find(jobId);
    if (!job) throw new KinodexError("not-found", `There is no job ${jobId}.`, { jobId });
    throw new KinodexError("job-state", `The job is ${job.state}: cancel it first.`, { jobId, state: job.state });
  });

  const list = ({ state, limit, before }: JobFilter): Job[] =>
    (sql.list.all({ state: state ?? null, before: before ?? null, limit }) as JobRow[]).map(toJob);

  const counts = (): Record<JobState, number> => {
    const rows = sql.counts.all() as { readonly state: JobState; readonly count: number }[];
    const known = new Map(rows.map(({ state, count }) => [state, count]));
    return Object.fromEntries(jobStates.map((state) => [state, known.get(state) ?? 0])) as Record<JobState, number>;
  };

  return { add, find, list, counts, request, dismiss };
}

type Immediate = ReturnType<typeof createLine> & ReturnType<typeof createLeases>;

function toQueue(path: string, database: SqliteDatabase, work: Immediate): JobQueue {
  const promised =
    <Values extends unknown[], Result>(call: (...values: Values) => Result) =>
    async (...values: Values): Promise<Result> =>
      withIndexErrors(path, () => call(...values));
  return {
    add: promised(work.add),
    find: promised(work.find),
    list: promised(work.list),
    counts: promised(work.counts),
    request: promised(work.request),
    dismiss: promised(work.dismiss),
    claim: promised(work.claim),
    renew: promised(work.renew),
    end: promised(work.end),
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

import { randomUUID } from "node:crypto";
import type { SqliteDatabase } from "../../core/sqlite.js";
import { ApiError } from "../problem.js";
import { jobStates, type Job, type JobChange, type JobQueue, type JobState, type NewJob } from "./jobQueue.js";

export interface SqliteJobQueueOptions {
  /** Jobs that are queued or running at most. */
  readonly openAtMost: number;
  /** A job that was running so often when its process died is the likely cause, and fails. Default 3. */
  readonly attempts?: number;
}

/** Jobs that have ended are kept up to this number. */
const endedKept = 1000;

const allowed: Record<JobChange["to"], readonly JobState[]> = {
  done: ["running"],
  failed: ["queued", "running"],
  cancelled: ["queued", "running"],
  queued: ["running"],
};

/** A {@link JobQueue} in SQLite. What was running when the last process ended is put back, or marked as failed. */
export function createSqliteJobQueue(
  database: SqliteDatabase,
  { openAtMost, attempts = 3 }: SqliteJobQueueOptions,
): JobQueue {
  database.exec(schema);
  const sql = prepare(database);
  sql.failRepeated.run(attempts);
  sql.putBack.run();

  const find = (jobId: string): Job | undefined => {
    const row = sql.byId.get(jobId) as JobRow | undefined;
    return row && toJob(row);
  };
  const changed = (jobId: string): Job => find(jobId) as Job;

  return {
    add: database.transaction((jobs: readonly NewJob[]) => {
      const added = jobs.map(({ path, pipeline, source }) => {
        const open = sql.openByPath.get(path) as JobRow | undefined;
        if (open) return toJob(open);
        const jobId = randomUUID();
        sql.insert.run(jobId, path, pipeline, source);
        return changed(jobId);
      });
      const openCount = sql.openCount.get() as number;
      if (openCount > openAtMost)
        throw new ApiError(
          503,
          "queue-full",
          `The queue holds ${openAtMost} jobs at most. Try again when some are done.`,
          {
            retryAfterSeconds: 30,
          },
        );
      sql.forgetEnded.run(endedKept);
      return added;
    }),

    find,

    list: ({ state, limit, before }) =>
      (sql.list.all({ state: state ?? null, before: before ?? null, limit }) as JobRow[]).map(toJob),

    claim: database.transaction(() => {
      const jobId = sql.nextQueued.get() as string | undefined;
      if (jobId === undefined) return undefined;
      sql.start.run(jobId);
      return changed(jobId);
    }),

    change: database.transaction((jobId: string, change: JobChange) => {
      const job = find(jobId);
      if (!job) throw new ApiError(404, "not-found", "There is no such job.");
      const isRetry = change.to === "queued" && change.because === "retry";
      const from: readonly JobState[] = isRetry ? ["failed", "cancelled"] : allowed[change.to];
      if (!from.includes(job.state))
        throw new ApiError(409, "job-state", `The job is ${job.state}; this needs one that is ${from.join(" or ")}.`);
      sql.change.run({
        jobId,
        state: change.to,
        result: change.to === "done" ? JSON.stringify(change.result) : null,
        error: change.to === "failed" ? change.error : null,
        attempts: toAttempts(job, change),
      });
      return changed(jobId);
    }),

    counts: () => {
      const rows = sql.counts.all() as { readonly state: JobState; readonly count: number }[];
      const known = new Map(rows.map(({ state, count }) => [state, count]));
      return Object.fromEntries(jobStates.map((state) => [state, known.get(state) ?? 0])) as Record<JobState, number>;
    },
  };
}

function toAttempts({ attempts }: Job, change: JobChange): number {
  if (change.to !== "queued" || change.because === "crashed") return attempts;
  return change.because === "retry" ? 0 : Math.max(0, attempts - 1);
}

const schema = `
  CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('path', 'upload')),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    result TEXT CHECK (json_valid(result)),
    error TEXT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
  ) STRICT;
  CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, sequence);
  CREATE INDEX IF NOT EXISTS open_jobs_by_path ON jobs (path) WHERE state IN ('queued', 'running');
`;

const now = "strftime('%Y-%m-%dT%H:%M:%fZ')";

function prepare(database: SqliteDatabase) {
  return {
    insert: database.prepare("INSERT INTO jobs (job_id, path, pipeline, source) VALUES (?, ?, ?, ?)"),
    byId: database.prepare("SELECT * FROM jobs WHERE job_id = ?"),
    openByPath: database.prepare("SELECT * FROM jobs WHERE path = ? AND state IN ('queued', 'running')"),
    openCount: database.prepare("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')").pluck(),
    list: database.prepare(
      `SELECT * FROM jobs WHERE (@state IS NULL OR state = @state)
       AND (@before IS NULL OR sequence < (SELECT sequence FROM jobs WHERE job_id = @before))
       ORDER BY sequence DESC LIMIT @limit`,
    ),
    nextQueued: database.prepare("SELECT job_id FROM jobs WHERE state = 'queued' ORDER BY sequence LIMIT 1").pluck(),
    start: database.prepare(
      `UPDATE jobs SET state = 'running', attempts = attempts + 1, updated_at = ${now} WHERE job_id = ?`,
    ),
    change: database.prepare(
      `UPDATE jobs SET state = @state, result = @result, error = @error, attempts = @attempts, updated_at = ${now}
       WHERE job_id = @jobId`,
    ),
    counts: database.prepare("SELECT state, count(*) AS count FROM jobs GROUP BY state"),
    failRepeated: database.prepare(
      `UPDATE jobs SET state = 'failed', updated_at = ${now},
         error = 'The process ended each time that this file was worked on.'
       WHERE state = 'running' AND attempts >= ?`,
    ),
    putBack: database.prepare(`UPDATE jobs SET state = 'queued', updated_at = ${now} WHERE state = 'running'`),
    forgetEnded: database.prepare(
      `DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND sequence <=
         (SELECT sequence FROM jobs WHERE state IN ('done', 'failed', 'cancelled') ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
    ),
  };
}

interface JobRow {
  readonly job_id: string;
  readonly path: string;
  readonly pipeline: string;
  readonly source: "path" | "upload";
  readonly state: JobState;
  readonly attempts: number;
  readonly result: string | null;
  readonly error: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

function toJob(row: JobRow): Job {
  const { job_id: jobId, path, pipeline, source, state, attempts, result, error } = row;
  return {
    jobId,
    path,
    pipeline,
    source,
    state,
    attempts,
    result: result === null ? undefined : (JSON.parse(result) as Job["result"]),
    error: error ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

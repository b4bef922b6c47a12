import type { ClaimedJob, Job, JobResult, JobState, NewJob } from "../jobQueue.js";

/** The present by the database's clock, as times are stored. */
export const now = "strftime('%Y-%m-%dT%H:%M:%fZ')";

/** The time that lies a bound number of milliseconds after {@link now}. */
export const later = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', printf('+%.3f seconds', ? / 1000.0))";

/** What a job is about is open once at a time: the second of two that add it gets the job of the first. */
export const jobSchema = `
  CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details)),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    available_at TEXT NOT NULL DEFAULT (${now}),
    attempts INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    lease_until TEXT,
    cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
    result TEXT CHECK (json_valid(result)),
    error TEXT,
    created_at TEXT NOT NULL DEFAULT (${now}),
    updated_at TEXT NOT NULL DEFAULT (${now}),
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
  ) STRICT;
  CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, sequence);
  CREATE UNIQUE INDEX IF NOT EXISTS open_jobs ON jobs (kind, subject) WHERE state IN ('queued', 'running');
`;

/** A row of the table. */
export interface JobRow {
  readonly job_id: string;
  readonly kind: "index";
  readonly subject: string;
  readonly details: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly token: number;
  readonly cancel_requested: number;
  readonly result: string | null;
  readonly error: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export function toJob(row: JobRow): Job {
  const { pipeline, source } = JSON.parse(row.details) as Pick<NewJob, "pipeline" | "source">;
  return {
    jobId: row.job_id,
    kind: row.kind,
    path: row.subject,
    pipeline,
    source,
    state: row.state,
    cancelRequested: row.cancel_requested === 1,
    attempts: row.attempts,
    result: row.result === null ? undefined : (JSON.parse(row.result) as JobResult),
    error: row.error ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toClaimedJob(row: JobRow): ClaimedJob {
  return { ...toJob(row), lease: { jobId: row.job_id, token: BigInt(row.token) } };
}

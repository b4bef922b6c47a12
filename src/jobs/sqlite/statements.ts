import type { SqliteDatabase } from "../../core/sqlite.js";
import { later, now } from "./jobTable.js";

export type JobStatements = ReturnType<typeof prepareJobs>;

/** Compiles what is done with the table of jobs. */
export function prepareJobs(database: SqliteDatabase) {
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
    dismiss: database.prepare(`DELETE FROM jobs WHERE ${ended} AND (job_id = @jobId OR state = @state) RETURNING *`),
    forgetEnded: database.prepare(
      `DELETE FROM jobs WHERE ${ended} AND sequence <=
         (SELECT sequence FROM jobs WHERE ${ended} ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
    ),
  };
}

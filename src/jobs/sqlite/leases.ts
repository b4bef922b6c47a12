import type { JobLease } from "../../core/jobLease.js";
import type { SqliteDatabase } from "../../core/sqlite.js";
import type { ClaimedJob, Job, JobEnding } from "../jobQueue.js";
import { toClaimedJob, toJob, type JobRow } from "./jobTable.js";
import { createLeaseGuard } from "./leaseGuard.js";
import type { JobStatements } from "./statements.js";

/** What SQLite does for `JobLeases`, at once. */
export function createLeases(database: SqliteDatabase, sql: JobStatements, maxAttempts: number) {
  const guard = createLeaseGuard(database);
  const changed = (jobId: string): JobRow => sql.byId.get(jobId) as JobRow;

  const claim = database.transaction((worker: string, leaseMs: number): ClaimedJob | undefined => {
    for (;;) {
      const row = sql.next.get() as JobRow | undefined;
      if (!row) return undefined;
      const isLost = row.state === "running"; // its lease has run out
      if (isLost && row.cancel_requested) sql.cancel.run(row.job_id);
      else if (isLost && row.attempts >= maxAttempts) sql.giveUp.run(row.job_id);
      else {
        sql.start.run(worker, leaseMs, row.job_id);
        return toClaimedJob(changed(row.job_id));
      }
    }
  });

  const end = database.transaction((lease: JobLease, ending: JobEnding): Job => {
    guard.require(lease);
    const { jobId } = lease;
    const { cancel_requested: isUnwanted, attempts } = changed(jobId);
    if (ending.to === "done") guard.finish(lease, ending.result);
    else if (ending.to === "failed") sql.fail.run(ending.error, jobId);
    else if (ending.to === "cancelled" || isUnwanted) sql.cancel.run(jobId);
    else if (ending.because === "crashed" && attempts >= maxAttempts) sql.giveUp.run(jobId);
    else sql.putBack.run(ending.waitMs ?? 0, ending.because === "stopped" ? 1 : 0, jobId);
    return toJob(changed(jobId));
  });

  const renew = (lease: JobLease, leaseMs: number): { readonly cancel: boolean } => {
    const cancel = sql.renew.get(leaseMs, lease.jobId, lease.token) as number | undefined;
    if (cancel === undefined) guard.require(lease); // says why
    return { cancel: cancel === 1 };
  };

  return { claim, renew, end };
}

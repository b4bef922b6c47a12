import { KinodexError } from "../../core/errors.js";
import type { JobLease, LeaseGuard } from "../../core/jobLease.js";
import type { SqliteDatabase } from "../../core/sqlite.js";
import { now } from "./jobTable.js";

/** The guard of a connection to the database that holds the jobs; its functions run inside the caller's transaction. */
export function createLeaseGuard(database: SqliteDatabase): LeaseGuard {
  // The table is there as soon as somebody holds a lease, and not before.
  const prepare = () => ({
    isHeld: database.prepare("SELECT 1 FROM jobs WHERE job_id = ? AND token = ? AND state = 'running'"),
    finish: database.prepare(
      `UPDATE jobs SET state = 'done', result = ?, error = NULL, worker = NULL, lease_until = NULL,
         cancel_requested = 0, updated_at = ${now}
       WHERE job_id = ? AND token = ? AND state = 'running'`,
    ),
  });
  let prepared: ReturnType<typeof prepare> | undefined;
  const statements = () => (prepared ??= prepare());
  return {
    require(lease) {
      if (!statements().isHeld.get(lease.jobId, lease.token)) throw toStaleJob(lease);
    },
    finish(lease, result) {
      const { changes } = statements().finish.run(JSON.stringify(result), lease.jobId, lease.token);
      if (changes === 0) throw toStaleJob(lease);
    },
  };
}

function toStaleJob({ jobId, token }: JobLease): KinodexError {
  return new KinodexError(
    "stale-job",
    `The job ${jobId} is no longer held by claim ${token}: its lease ran out and another worker took it, or it has ended. ` +
      "Nothing was changed; leave it to whoever has it now.",
    { jobId, token },
  );
}

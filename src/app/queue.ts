import type { Dismissal, Job, JobQueue, JobQueueOptions } from "../jobs/jobQueue.js";
import { jobQueues } from "../jobs/registry.js";
import { catalogPathOf } from "../store/catalog/sqlite/catalogFile.js";
import { removeFile } from "./removeFile.js";

/** Opens the queue of an index that is there: its jobs lie beside what they make, so that one transaction covers both. */
export function openQueue(directory: string, options: JobQueueOptions = {}): JobQueue {
  return jobQueues.create({ name: "sqlite", ...options }, catalogPathOf(directory));
}

/** {@link JobQueue.request}; of a job that waited, an uploaded file that nobody will index goes with it. */
export async function requestJob(queue: JobQueue, jobId: string, wish: "cancel" | "retry"): Promise<Job> {
  const job = await queue.request(jobId, wish);
  if (job.state === "cancelled" && job.source === "upload") await removeFile(job.path);
  return job;
}

/** {@link JobQueue.dismiss}; an uploaded file of which nothing is indexed goes with its job, as nobody else knows of it. */
export async function dismissJobs(
  queue: JobQueue,
  which: Dismissal,
  isIndexed: (path: string) => Promise<boolean>,
): Promise<Job[]> {
  const dismissed = await queue.dismiss(which);
  for (const { source, state, path } of dismissed)
    if (source === "upload" && state !== "done" && !(await isIndexed(path))) await removeFile(path);
  return dismissed;
}

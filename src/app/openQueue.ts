import type { JobQueue, JobQueueOptions } from "../jobs/jobQueue.js";
import { jobQueues } from "../jobs/registry.js";
import { catalogPathOf } from "../store/catalog/sqlite/openCatalog.js";

/** Opens the queue of an index that is there: its jobs lie beside what they make, so that one transaction covers both. */
export function openQueue(directory: string, options: JobQueueOptions = {}): JobQueue {
  return jobQueues.create({ name: "sqlite", ...options }, catalogPathOf(directory));
}

import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import { openSqliteJobQueue } from "./sqlite/sqliteJobQueue.js";

const limits = z.strictObject({
  maxOpen: z.int().positive().optional(),
  maxAttempts: z.int().positive().optional(),
});

/** The kinds of job queues; what they are opened with is the place of their database. */
export const jobQueues = createRegistry("job queue", {
  sqlite: toEntry(limits, (options, path: string) => openSqliteJobQueue(path, options)),
});

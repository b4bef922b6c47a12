import { z } from "zod";
import { endedJobStates, jobStates } from "../../app/jobService.js";
import { asQuery } from "./fields.js";

const jobIdSchema = z.uuid();

export const jobParams = z.strictObject({ jobId: jobIdSchema });

export const jobSchema = z
  .object({
    jobId: z.string(),
    kind: z.enum(["index"]),
    path: z.string(),
    pipeline: z.string(),
    source: z.enum(["path", "upload"]),
    state: z.enum(jobStates),
    cancelRequested: z.boolean().describe("whether a running job has been asked to stop"),
    attempts: z.int().describe("how often it has been started; times when it was stopped on purpose do not count"),
    progress: z
      .object({ timeSeconds: z.number(), durationSeconds: z.number().optional(), frameCount: z.int() })
      .optional(),
    result: z
      .object({
        type: z.enum(["indexed", "linked", "unchanged"]),
        videoId: z.string(),
        problems: z.array(z.string()),
      })
      .optional(),
    error: z.string().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "Job" });

export const jobListSchema = z.object({ jobs: z.array(jobSchema) }).meta({ id: "JobList" });

export const jobQuery = z.strictObject(
  asQuery({
    state: z.enum(jobStates).optional(),
    limit: z.int().min(1).max(500).default(50),
    before: jobIdSchema.optional().describe("only jobs older than this one"),
  }),
);

export const dismissQuery = z.strictObject({ state: z.enum(endedJobStates).describe("how they have ended") });

export type JobView = z.infer<typeof jobSchema>;

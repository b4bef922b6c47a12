import { z } from "zod";
import { scopes } from "../security/keys.js";
import { flag } from "./fields.js";

export const verifyQuery = z.strictObject({
  deep: flag.describe("also SQLite's full check, and the search structures' answers against exact search"),
});

export const indexReportSchema = z
  .object({ ok: z.boolean(), checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })) })
  .meta({ id: "IndexReport" });

export const indexCountsSchema = z
  .object({ videos: z.int(), frames: z.int(), clips: z.int() })
  .meta({ id: "IndexCounts" });

export const modelsSchema = z
  .object({
    inUse: z.string(),
    models: z.array(
      z.object({
        id: z.string(),
        family: z.string(),
        dimension: z.int(),
        licence: z.string(),
        sizeBytes: z.number(),
        isDefault: z.boolean(),
        source: z.string(),
        isCalibrated: z.boolean().optional().describe("whether its captions are; absent for what makes none"),
        writesCaptions: z.boolean().optional().describe("whether any of them can be believed then"),
      }),
    ),
    pipelines: z.array(z.string()),
  })
  .meta({ id: "Models" });

export const sessionSchema = z.strictObject({ key: z.string().min(1).max(200) }).meta({ id: "Session" });

export const sessionStateSchema = z
  .object({ keyNeeded: z.boolean(), scope: z.enum(scopes).optional() })
  .meta({ id: "SessionState" });

export const healthSchema = z
  .object({
    ok: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })).optional(),
  })
  .meta({ id: "Health" });

export type IndexReport = z.infer<typeof indexReportSchema>;
export type IndexCounts = z.infer<typeof indexCountsSchema>;
export type Models = z.infer<typeof modelsSchema>;
export type SessionState = z.infer<typeof sessionStateSchema>;

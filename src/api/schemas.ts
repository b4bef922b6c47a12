import { z } from "zod";
import { formatNames } from "../export/formats.js";
import { queryTreeSchema } from "../query/language/tree.js";
import { jobStates } from "./jobs/jobQueue.js";
import { scopes } from "./security/keys.js";

/** A number as a query string holds it. */
function numberIn<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value), schema);
}

const seconds = z.number().min(0).max(1e9);
const videoIdSchema = z.string().regex(/^[0-9a-f]{64}$/, "a video's id is 64 hexadecimal digits");
const jobIdSchema = z.uuid();

export const videoParams = z.strictObject({ videoId: videoIdSchema });
export const jobParams = z.strictObject({ jobId: jobIdSchema });

export const pageQuery = z.strictObject({
  limit: numberIn(z.int().min(1).max(500)).default(50),
  cursor: z.string().max(200).optional().describe("nextCursor of the page before"),
});

export const videoSchema = z
  .object({
    videoId: z.string(),
    path: z.string().describe("where the file is, from the name of its allowed root on"),
    paths: z.array(z.string()),
    state: z.enum(["indexing", "complete", "partial"]),
    problems: z.array(z.string()),
    sizeBytes: z.number(),
    durationSeconds: z.number(),
    width: z.int(),
    height: z.int(),
    frameRate: z.number().optional(),
    codec: z.string(),
    formatName: z.string(),
    pipelineName: z.string(),
    indexedThroughSeconds: z.number(),
    createdAt: z.string(),
    frameCount: z.int(),
    clipCount: z.int(),
  })
  .meta({ id: "Video" });

export const videoPageSchema = z
  .object({ videos: z.array(videoSchema), total: z.int(), nextCursor: z.string().optional() })
  .meta({ id: "VideoPage" });

export const spanSchema = z.object({ startSeconds: z.number(), endSeconds: z.number() }).meta({ id: "Span" });

export const shotsSchema = z.object({ videoId: z.string(), shots: z.array(spanSchema) }).meta({ id: "Shots" });

export const jobSchema = z
  .object({
    jobId: z.string(),
    path: z.string(),
    pipeline: z.string(),
    source: z.enum(["path", "upload"]),
    state: z.enum(jobStates),
    attempts: z.int(),
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

export const jobQuery = z.strictObject({
  state: z.enum(jobStates).optional(),
  limit: numberIn(z.int().min(1).max(500)).default(50),
  before: jobIdSchema.optional().describe("only jobs older than this one"),
});

export const addVideoSchema = z
  .strictObject({
    path: z.string().min(1).max(4096).describe("a file or folder under an allowed root, absolute or from its name on"),
    pipeline: z.string().min(1).max(100).optional().describe("a preset; the server's own by default"),
  })
  .meta({ id: "AddVideo" });

export const rootsSchema = z
  .object({ roots: z.array(z.string().describe("what a path under it begins with")) })
  .meta({ id: "Roots" });

export const uploadQuery = z.strictObject({
  name: z.string().min(1).max(255).describe("the file's name"),
  pipeline: z.string().min(1).max(100).optional(),
});

export const captionsQuery = z.strictObject({ source: z.enum(["caption", "subtitle"]).default("caption") });

const flag = z.enum(["true", "false"]).default("false");

export const makeCaptionsQuery = z.strictObject({ again: flag.describe("also where they are up to date") });

export const captionsSchema = z
  .object({
    videoId: z.string(),
    path: z.string(),
    summary: z.string(),
    segments: z.array(
      z.object({
        startSeconds: z.number(),
        endSeconds: z.number(),
        caption: z.string(),
        confidence: z.number().optional(),
        keyframesSeconds: z.array(z.number()),
        source: z.enum(["caption", "subtitle"]),
      }),
    ),
  })
  .meta({ id: "Captions" });

const searchScope = {
  top: z.int().min(1).max(100).default(10),
  videoId: videoIdSchema.optional().describe("only this video"),
  fromSeconds: seconds.optional().describe("only moments that reach beyond this time of their video"),
  toSeconds: seconds.optional().describe("only moments that begin before this time of their video"),
  falseAlarm: z.number().gt(0).lt(1).default(0.05).describe("share of unrelated queries that may still be answered"),
};

const querySchema = z
  .union([z.string().trim().min(1).max(1000), queryTreeSchema])
  .describe("plain words, a sentence of the query language, or its tree");

export const searchSchema = z.strictObject({ query: querySchema, ...searchScope }).meta({ id: "Search" });

export const pictureSearchQuery = z.strictObject({
  ...searchScope,
  top: numberIn(z.int().min(1).max(100)).default(10),
  fromSeconds: numberIn(seconds).optional(),
  toSeconds: numberIn(seconds).optional(),
  falseAlarm: numberIn(z.number().gt(0).lt(1)).default(0.05),
});

const operandSchema = z.object({
  text: z.string(),
  startSeconds: z.number(),
  endSeconds: z.number(),
  keyframeSeconds: z.number(),
  similarity: z.number(),
});

export const momentSchema = z
  .object({
    videoId: z.string(),
    path: z.string(),
    startSeconds: z.number(),
    endSeconds: z.number(),
    keyframeSeconds: z.number(),
    similarity: z.number().describe("cosine, higher is better"),
    confidence: z.number().describe("probability that an unrelated query's best moment is less similar"),
    sources: z.array(z.enum(["frame", "clip", "caption", "subtitle"])),
    operands: z.array(operandSchema).optional().describe("what each part of a composed query matched"),
    orderContrast: z.number().optional().describe("log odds of this order against the reverse"),
  })
  .meta({ id: "Moment" });

export const searchAnswerSchema = z
  .object({
    query: z.string(),
    model: z.string(),
    tookMs: z.number(),
    answered: z.boolean().describe("whether the best moment is more than chance would give"),
    moments: z.array(momentSchema).describe("best first; the nearest misses where answered is false"),
    tree: queryTreeSchema.optional().describe("what the query was understood as"),
  })
  .meta({ id: "SearchAnswer" });

export const askSchema = z
  .strictObject({
    question: z.string().trim().min(1).max(1000).describe("in plain English"),
    choices: z.array(z.string().trim().min(1).max(300)).min(2).max(20).optional().describe("answers to choose from"),
    videoId: videoIdSchema.optional().describe("only this video"),
    falseAlarm: searchScope.falseAlarm,
  })
  .meta({ id: "Question" });

export const answerSchema = z
  .object({
    question: z.string(),
    answer: z.string().nullable().describe("null where it abstains"),
    confidence: z.number().describe("probability that the answer is right; of what is likeliest where it abstains"),
    abstained: z.boolean(),
    reason: z.string().optional().describe("why it abstains"),
    likeliest: z.string().optional(),
    evidence: z.array(
      z.object({
        videoId: z.string(),
        path: z.string(),
        startSeconds: z.number(),
        endSeconds: z.number(),
        similarity: z.number(),
        caption: z.string().describe("what is seen there"),
      }),
    ),
    steps: z.array(z.object({ did: z.string(), found: z.string() })).describe("what was done for it"),
  })
  .meta({ id: "Answer" });

export const curveQuery = z.strictObject({ query: z.string().trim().min(1).max(1000) });

export const curveSchema = z
  .object({
    videoId: z.string(),
    curves: z
      .array(
        z.object({
          phrase: z.string(),
          cells: z
            .array(z.object({ startSeconds: z.number(), endSeconds: z.number(), similarity: z.number() }))
            .describe("cover the video without gaps, in order"),
        }),
      )
      .describe("one for each phrase of the query"),
  })
  .meta({ id: "Curve" });

export const exportSchema = searchSchema
  .extend({
    format: z.enum(formatNames as [string, ...string[]]),
    handlesSeconds: z.number().min(0).max(600).default(0),
  })
  .meta({ id: "Export" });

export const thumbnailQuery = z.strictObject({
  t: numberIn(seconds).default(0).describe("seconds from the start"),
  width: numberIn(z.int().min(16).max(1280)).default(320),
});

export const clipQuery = z.strictObject({ fromSeconds: numberIn(seconds), toSeconds: numberIn(seconds) });

export const spritesSchema = z
  .object({
    videoId: z.string(),
    imageUrl: z.string(),
    columns: z.int(),
    rows: z.int(),
    count: z.int(),
    tileWidth: z.int(),
    tileHeight: z.int(),
    intervalSeconds: z.number().describe("tile n shows the picture at n times this"),
  })
  .meta({ id: "Sprites" });

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

export type Video = z.infer<typeof videoSchema>;
export type VideoPage = z.infer<typeof videoPageSchema>;
export type Roots = z.infer<typeof rootsSchema>;
export type Shots = z.infer<typeof shotsSchema>;
export type JobView = z.infer<typeof jobSchema>;
export type SearchBody = z.infer<typeof searchSchema>;
export type SearchResponse = z.infer<typeof searchAnswerSchema>;
export type Question = z.input<typeof askSchema>;
export type Answer = z.infer<typeof answerSchema>;
export type MomentView = z.infer<typeof momentSchema>;
export type Captions = z.infer<typeof captionsSchema>;
export type IndexReport = z.infer<typeof indexReportSchema>;
export type IndexCounts = z.infer<typeof indexCountsSchema>;
export type Curve = z.infer<typeof curveSchema>;
export type Sprites = z.infer<typeof spritesSchema>;
export type Models = z.infer<typeof modelsSchema>;
export type SessionState = z.infer<typeof sessionStateSchema>;

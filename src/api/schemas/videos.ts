import { z } from "zod";
import { segmentSources } from "../../app/openKinodex.js";
import { videoFilterSchema } from "../../app/videoFilter.js";
import { videoSortKeys } from "../../app/videoLists.js";
import { asQuery, flag, seconds, spanSchema, videoIdSchema } from "./fields.js";
import { jobListSchema } from "./jobs.js";

export const videoParams = z.strictObject({ videoId: videoIdSchema });

export const videosQuery = z.strictObject({
  ...asQuery({
    limit: z.int().min(1).max(500).default(50).describe("maximum number of videos"),
    ...videoFilterSchema.shape,
  }),
  name: z.string().max(200).optional().describe("only videos whose name holds each of these words somewhere"),
  sort: z
    .enum(videoSortKeys)
    .default("added")
    .describe("by the time when they were added or recorded, by name or by length"),
  order: z.enum(["asc", "desc"]).default("asc").describe("from the first, or from the last"),
  cursor: z.string().max(5000).optional().describe("nextCursor of the page before, with the rest as it was there"),
});

export const videoSchema = z
  .object({
    videoId: z.string(),
    path: z.string().describe("where the file is, from the name of its allowed root on"),
    paths: z.array(z.string()),
    state: z.enum(["indexing", "complete", "partial"]),
    problems: z.array(z.string()).describe("why it is partial, and what else to know about it"),
    sizeBytes: z.number(),
    durationSeconds: z.number(),
    startSeconds: z.number().describe("where 0 on the clock of players, that of all times, lies on the file's own"),
    width: z.int().describe("of the picture as people see it"),
    height: z.int(),
    frameRate: z.number().optional(),
    codec: z.string(),
    formatName: z.string(),
    pipelineName: z.string(),
    indexedThroughSeconds: z.number(),
    recordedAt: z.string().describe("as its tags say, or when its file was last changed before it was indexed"),
    createdAt: z.string().describe("when it was added"),
    frameCount: z.int(),
    clipCount: z.int(),
  })
  .meta({ id: "Video" });

export const videoPageSchema = z
  .object({
    videos: z.array(videoSchema),
    total: z.int().describe("how many videos there are on all pages"),
    nextCursor: z.string().optional().describe("absent on the last page"),
  })
  .meta({ id: "VideoPage" });

export const foldersSchema = z
  .object({
    folders: z.array(
      z.object({
        folder: z.string().describe("from the name of its allowed root on; the last name of a folder outside of them"),
        videoCount: z.int().describe("videos in it, those of folders in it left out"),
      }),
    ),
  })
  .meta({ id: "Folders" });

export const shotsSchema = z.object({ videoId: z.string(), shots: z.array(spanSchema) }).meta({ id: "Shots" });

export const addVideoSchema = z
  .strictObject({
    path: z.string().min(1).max(4096).describe("a file or folder under an allowed root, absolute or from its name on"),
    pipeline: z.string().min(1).max(100).optional().describe("a preset; the server's own by default"),
  })
  .meta({ id: "AddVideo" });

const leftOutSchema = z.object({
  path: z.string(),
  message: z.string().describe("why it cannot be indexed"),
});

export const addedSchema = jobListSchema
  .extend({ failed: z.array(leftOutSchema).describe("files and folders that are left out") })
  .meta({ id: "Added" });

export type LeftOut = z.infer<typeof leftOutSchema>;
export type Added = z.infer<typeof addedSchema>;

export const rootsSchema = z
  .object({ roots: z.array(z.string().describe("what a path under it begins with")) })
  .meta({ id: "Roots" });

export const uploadQuery = z.strictObject({
  name: z.string().min(1).max(255).describe("the file's name"),
  pipeline: z.string().min(1).max(100).optional(),
});

const sourceSchema = z.enum(segmentSources);

const languageField = z.string().min(2).max(64).optional().describe("only words in this language, as en or pt-BR");
const defaultSource = "; caption, or subtitle with a language, by default";

export const captionsQuery = z.strictObject({
  source: z
    .enum([...segmentSources, "all"])
    .optional()
    .describe(`where the words come from${defaultSource}`),
  language: languageField,
});

export const captionFileQuery = z.strictObject({
  source: sourceSchema.optional().describe(`where the words come from${defaultSource}`),
  language: languageField,
});

export const makeCaptionsQuery = z.strictObject({
  again: flag.describe("also where they are up to date"),
  source: sourceSchema.default("caption"),
});

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
        source: sourceSchema,
        language: z.string().optional().describe("BCP 47, where it is known"),
      }),
    ),
  })
  .meta({ id: "Captions" });

export const thumbnailQuery = z.strictObject(
  asQuery({
    t: seconds.optional().describe("seconds from the start; without it, a picture that stands for the video"),
    width: z
      .int()
      .min(16)
      .max(1280)
      .default(320)
      .describe("in pixels; a picture of 320 is drawn once and then kept beside the index"),
  }),
);

export const clipQuery = z.strictObject(asQuery({ fromSeconds: seconds, toSeconds: seconds }));

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

export type VideosQuery = z.output<typeof videosQuery>;
export type Video = z.infer<typeof videoSchema>;
export type Folders = z.infer<typeof foldersSchema>;
export type VideoPage = z.infer<typeof videoPageSchema>;
export type Roots = z.infer<typeof rootsSchema>;
export type Shots = z.infer<typeof shotsSchema>;
export type Captions = z.infer<typeof captionsSchema>;
export type Sprites = z.infer<typeof spritesSchema>;

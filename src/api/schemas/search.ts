import { z } from "zod";
import { formatNames } from "../../app/exportFormats.js";
import { momentSources } from "../../app/openKinodex.js";
import { queryTreeSchema } from "../../app/texts.js";
import { videoFilterSchema } from "../../app/videoFilter.js";
import { maxChoices, maxQueryLength } from "../../core/textLimits.js";
import { asQuery, seconds, videoIdSchema } from "./fields.js";

const searchScope = {
  top: z.int().min(1).max(100).default(10).describe("maximum number of moments on a page"),
  cursor: z.string().max(40).optional().describe("nextCursor of the page before, with the rest as it was there"),
  videoId: videoIdSchema.optional().describe("only this video, by which confidence is then judged"),
  videoIds: z.array(videoIdSchema).max(1000).optional().describe("only these videos"),
  ...videoFilterSchema.shape,
  sources: z
    .array(z.enum(momentSources))
    .min(1)
    .optional()
    .describe("only moments that these tell: what is seen (frame, clip), or where words come from"),
  fromSeconds: seconds.optional().describe("only moments that reach beyond this time of their video"),
  toSeconds: seconds.optional().describe("only moments that begin before this time of their video"),
  falseAlarm: z.number().gt(0).lt(1).default(0.05).describe("share of unrelated queries that may still be answered"),
  background: z
    .enum(["video", "index"])
    .default("video")
    .describe("what chance looks like where one video is searched: there, or in the whole index"),
};

const querySchema = z
  .union([z.string().trim().min(1).max(maxQueryLength), queryTreeSchema])
  .describe("plain words, a sentence of the query language, or its tree");

const likeSchema = z
  .strictObject({ videoId: videoIdSchema, timeSeconds: seconds })
  .describe("a moment that others are like, instead of a query");

const asked = { query: querySchema.optional(), like: likeSchema.optional() };

/** Whether it is exactly one of both. */
const isOne = ({ query, like }: { readonly query?: unknown; readonly like?: unknown }): boolean =>
  (query === undefined) !== (like === undefined);
const notOne = { path: ["query"], message: "must be given, or like instead of it, but not both" };

const rerank = z
  .int()
  .min(0)
  .max(20)
  .default(0)
  .describe("how many of the best moments are judged again by their pictures, which takes up to seconds each");

export const searchSchema = z
  .strictObject({ ...asked, ...searchScope, rerank })
  .refine(isOne, notOne)
  .meta({ id: "Search" });

export const pictureSearchQuery = z.strictObject(asQuery(searchScope));

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
    sources: z.array(z.enum(momentSources)),
    operands: z.array(operandSchema).optional().describe("what each part of a composed query matched"),
    orderContrast: z.number().optional().describe("log odds of this order against the reverse"),
    riseNats: z
      .number()
      .optional()
      .describe("of what is new: by how much more surprising the pictures become, a patch"),
    matchLogOdds: z.number().optional().describe("where it was re-ranked: log odds of the model that did"),
  })
  .meta({ id: "Moment" });

export const searchAnswerSchema = z
  .object({
    query: z.string(),
    model: z.string(),
    tookMs: z.number(),
    answered: z.boolean().describe("whether a moment counts as found"),
    foundFrom: z.number().describe("confidence from which a moment counts as found"),
    moments: z.array(momentSchema).describe("best first; the nearest misses where answered is false"),
    nextCursor: z.string().optional().describe("absent on the last page"),
    tree: queryTreeSchema.optional().describe("what the query was understood as"),
    surprise: z
      .object({ videoCount: z.int(), unmeasuredCount: z.int() })
      .optional()
      .describe("of what is new: videos that were asked for, and those whose surprise nobody has measured"),
    reranked: z
      .object({ model: z.string(), momentCount: z.int(), tookMs: z.number() })
      .optional()
      .describe("what re-ranked the moments, and how long that took"),
  })
  .meta({ id: "SearchAnswer" });

export const askSchema = z
  .strictObject({
    question: z.string().trim().min(1).max(maxQueryLength).describe("in plain English"),
    choices: z
      .array(z.string().trim().min(1).max(maxQueryLength))
      .min(2)
      .max(maxChoices)
      .optional()
      .describe("answers to choose from"),
    videoId: videoIdSchema.optional().describe("only this video"),
    falseAlarm: searchScope.falseAlarm,
  })
  .meta({ id: "Question" });

const share = z.number().min(0).max(1);
const boxSchema = z
  .object({
    videoId: z.string(),
    path: z.string(),
    timeSeconds: z.number().describe("when the picture is shown"),
    phrase: z.string().describe("what is in the box"),
    left: share.describe("share of the picture's width"),
    top: share.describe("share of the picture's height"),
    right: share,
    bottom: share,
  })
  .meta({ id: "Box" });

export const answerSchema = z
  .object({
    question: z.string(),
    answer: z.string().nullable().describe("null where it abstains"),
    confidence: z.number().describe("probability that the answer is right; 0 where it abstains"),
    abstained: z.boolean(),
    reason: z.string().optional().describe("why it abstains"),
    likeliest: z.string().optional().describe("what the evidence leans to where it abstains"),
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
    boxes: z
      .array(boxSchema)
      .optional()
      .describe("around what was asked for, where a model looked for it in a picture"),
    steps: z.array(z.object({ did: z.string(), found: z.string() })).describe("what was done for it"),
  })
  .meta({ id: "Answer" });

export const curveQuery = z.strictObject({ query: z.string().trim().min(1).max(maxQueryLength) });

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

const { cursor: _, ...exportScope } = searchScope;

export const exportSchema = z
  .strictObject({
    ...asked,
    ...exportScope,
    format: z.enum(formatNames as [string, ...string[]]),
    handlesSeconds: z.number().min(0).max(600).default(0),
    includeMisses: z.boolean().default(false).describe("whether moments are written that do not count as found"),
  })
  .refine(isOne, notOne)
  .meta({ id: "Export" });

export type SearchBody = z.output<typeof searchSchema>;
/** What is asked for, as types can say that it is one of both. */
type Asked =
  | { readonly query: NonNullable<SearchBody["query"]>; readonly like?: undefined }
  | { readonly like: NonNullable<SearchBody["like"]>; readonly query?: undefined };
export type SearchInput = Omit<z.input<typeof searchSchema>, keyof typeof asked> & Asked;
export type ExportInput = Omit<z.input<typeof exportSchema>, keyof typeof asked> & Asked;
export type SearchResponse = z.infer<typeof searchAnswerSchema>;
export type Question = z.input<typeof askSchema>;
export type Answer = z.infer<typeof answerSchema>;
export type MomentView = z.infer<typeof momentSchema>;
export type Curve = z.infer<typeof curveSchema>;

import { z } from "zod";
import { markKinds } from "../../app/keptThings.js";
import { hasLength, hasNoLength, markFields } from "../../app/marks/markFields.js";
import { asQuery, videoIdSchema } from "./fields.js";

const newMarkSchema = z.strictObject(markFields).refine(hasLength, hasNoLength).meta({ id: "NewMark" });

export const newMarksSchema = z
  .strictObject({ marks: z.array(newMarkSchema).min(1).max(500) })
  .meta({ id: "NewMarks" });

export const markParams = z.strictObject({
  markId: z.string().regex(/^[0-9a-f]{32}$/, "must be the 32 hexadecimal digits of a mark's id"),
});

const { about: _, text, ...rest } = markFields;

export const markSchema = z
  .object({
    markId: z.string().describe("the same for whatever is said of the same span and text"),
    sequence: z.int().describe("its place among all that was ever said"),
    ...rest,
    about: z.enum(markKinds),
    text,
    path: z.string().describe("where the video's file is, or was known last"),
    client: z.string().nullable().describe("the name of the API key, where one was shown"),
    createdAt: z.string(),
  })
  .meta({ id: "Mark" });

export const marksSchema = z.object({ marks: z.array(markSchema) }).meta({ id: "Marks" });

export const markListSchema = z
  .object({
    marks: z.array(markSchema).describe("the latest first"),
    nextBefore: z.int().optional().describe("what `before` is for the next page; absent on the last"),
  })
  .meta({ id: "MarkList" });

export const markQuery = z.strictObject(
  asQuery({
    about: z.enum(markKinds).optional().describe("only marks on this kind of text"),
    text: text.optional().describe("only marks on this query, concept, caption or answer"),
    videoId: videoIdSchema.optional().describe("only marks on this video"),
    before: z.int().min(1).optional().describe("only marks from before this place: nextBefore of the page before"),
    limit: z.int().min(1).max(1000).default(100),
  }),
);

export const nextQuery = z.strictObject(asQuery({ count: z.int().min(1).max(100).default(12) }));

const share = z.number().min(0).max(1);

export const nextToJudgeSchema = z
  .object({
    hits: z
      .array(
        z.object({
          query: z.string(),
          videoId: z.string(),
          path: z.string(),
          startSeconds: z.number(),
          endSeconds: z.number(),
          keyframeSeconds: z.number(),
          confidence: z.number(),
        }),
      )
      .describe("drawn at random from what is found and nobody has judged; mark them with drawn: true"),
    hitCount: z.int().describe("all that is found for the queries that people have judged or saved"),
    judgedCount: z.int().describe("how many of the random sample are judged"),
    leastCount: z.int().describe("fewer tell nothing"),
    precision: z
      .object({
        share,
        interval: z.array(share).length(2).describe("95 % interval"),
        worthMarks: z.number().describe("marks that would tell as much without the confidence of all hits"),
      })
      .optional()
      .describe("share of what is found that is right; absent below leastCount"),
  })
  .meta({ id: "NextToJudge" });

export type NewMarkInput = z.input<typeof newMarkSchema>;
export type CheckedMark = z.output<typeof newMarkSchema>;
export type MarkView = z.infer<typeof markSchema>;
export type MarkPage = z.infer<typeof markListSchema>;
export type MarksQuery = Partial<z.output<typeof markQuery>>;
export type NextToJudgeView = z.infer<typeof nextToJudgeSchema>;

import { z } from "zod";
import { formatNames } from "../../app/exportFormats.js";
import { momentSources } from "../../app/openKinodex.js";
import { asQuery, seconds, videoIdSchema } from "./fields.js";
import { searchSchema } from "./search.js";

const nameSchema = z.string().trim().min(1).max(200);

export const collectionParams = z.strictObject({ collectionId: z.uuid() });
export const keptMomentParams = z.strictObject({ collectionId: z.uuid(), momentId: z.uuid() });
export const savedSearchParams = z.strictObject({ searchId: z.uuid() });

export const nameBody = z.strictObject({ name: nameSchema }).meta({ id: "Name" });

const newMomentSchema = z
  .strictObject({
    videoId: videoIdSchema,
    startSeconds: seconds,
    endSeconds: seconds,
    keyframeSeconds: seconds.optional().describe("the picture that stands for it; its start by default"),
    similarity: z.number().min(-1).max(1).default(1).describe("as a search told it; 1 where a person chose the moment"),
    confidence: z.number().min(0).max(1).default(1).describe("as a search told it; 1 where a person chose the moment"),
    sources: z.array(z.enum(momentSources)).default([]).describe("as a search told them"),
    note: z.string().max(2000).default(""),
  })
  .refine(({ startSeconds, endSeconds }) => startSeconds < endSeconds, {
    path: ["endSeconds"],
    message: "must be after startSeconds",
  })
  .meta({ id: "NewKeptMoment" });

const newMoments = z.array(newMomentSchema).min(1).max(500);

export const newCollectionSchema = z
  .strictObject({ name: nameSchema, moments: newMoments.optional() })
  .meta({ id: "NewCollection" });

export const addMomentsSchema = z.strictObject({ moments: newMoments }).meta({ id: "NewKeptMoments" });

export const orderSchema = z
  .strictObject({ momentIds: z.array(z.uuid()).max(10_000).describe("each moment of the collection, once") })
  .meta({ id: "MomentOrder" });

export const collectionSchema = z
  .object({
    collectionId: z.string(),
    name: z.string(),
    momentCount: z.int(),
    createdAt: z.string(),
    updatedAt: z.string().describe("when its name or its moments last changed"),
  })
  .meta({ id: "Collection" });

export const collectionListSchema = z.object({ collections: z.array(collectionSchema) }).meta({ id: "CollectionList" });

export const collectionContentsSchema = collectionSchema
  .extend({
    moments: z
      .array(
        z.object({
          momentId: z.string(),
          videoId: z.string(),
          path: z.string().describe("where its file is, or was known last"),
          isIndexed: z.boolean().describe("false where the index has forgotten the video; the moment stays"),
          startSeconds: z.number(),
          endSeconds: z.number(),
          keyframeSeconds: z.number(),
          similarity: z.number(),
          confidence: z.number(),
          sources: z.array(z.string()),
          note: z.string(),
        }),
      )
      .describe("in the order that people gave them"),
  })
  .meta({ id: "CollectionContents" });

export const collectionExportQuery = z.strictObject(
  asQuery({
    format: z.enum(formatNames as [string, ...string[]]),
    handlesSeconds: z.number().min(0).max(600).default(0).describe("seconds that clips begin before their moment"),
  }),
);

export const chosenExportSchema = z
  .strictObject({
    moments: newMoments.describe("in the order in which they are written"),
    title: nameSchema.default("Chosen moments").describe("name of a timeline"),
    format: z.enum(formatNames as [string, ...string[]]),
    handlesSeconds: z.number().min(0).max(600).default(0).describe("seconds that clips begin before their moment"),
  })
  .meta({ id: "ChosenExport" });

export const newSavedSearchSchema = z
  .strictObject({ name: nameSchema, search: searchSchema })
  .meta({ id: "NewSavedSearch" });

export const savedSearchSchema = z
  .object({
    searchId: z.string(),
    name: z.string(),
    search: z.record(z.string(), z.unknown()).describe("what searchMoments takes"),
    createdAt: z.string(),
  })
  .meta({ id: "SavedSearch" });

export const savedSearchListSchema = z.object({ searches: z.array(savedSearchSchema) }).meta({ id: "SavedSearchList" });

export type NewCollection = z.input<typeof newCollectionSchema>;
export type NewMoment = z.input<typeof newMomentSchema>;
export type ChosenExportInput = z.input<typeof chosenExportSchema>;
export type CheckedMoment = z.output<typeof newMomentSchema>;
export type CollectionView = z.infer<typeof collectionSchema>;
export type CollectionContentsView = z.infer<typeof collectionContentsSchema>;
export type SavedSearchView = z.infer<typeof savedSearchSchema>;

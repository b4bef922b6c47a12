import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import type { Annotator, UnavailableAnnotator } from "./annotator.js";
import type { AnnotatorParts } from "./annotatorParts.js";
import { openConceptAnnotator } from "./concepts/openConceptAnnotator.js";
import { openDescriptionAnnotator } from "./descriptions/openDescriptionAnnotator.js";
import { openSpeechAnnotator } from "./speech/openSpeechAnnotator.js";
import { openScreenTextAnnotator } from "./screenText/openScreenTextAnnotator.js";
import { openSurpriseAnnotator } from "./surprise/openSurpriseAnnotator.js";
import { createSubtitleAnnotator } from "./subtitles/subtitleAnnotator.js";

type Created = Annotator | UnavailableAnnotator;

/** The annotators that exist. */
export const annotators = createRegistry("annotator", {
  concepts: toEntry(
    z.strictObject({
      /** A concept bank in place of the one that ships: a path. */
      bank: z.string().min(1).optional(),
    }),
    async (options, { model }: AnnotatorParts): Promise<Created> => openConceptAnnotator(options, model),
  ),
  descriptions: toEntry(
    z.strictObject({
      /** A model that is here and writes about pictures, by its id. */
      model: z.string().min(1),
      /** Of one description. */
      maxTokens: z.int().min(1).max(1024).default(64),
    }),
    async (options, parts: AnnotatorParts): Promise<Created> => openDescriptionAnnotator(options, parts),
  ),
  speech: toEntry(
    z.strictObject({
      /** A model that is here and turns sound into words, by its id. Default: the only one. */
      model: z.string().min(1).optional(),
      /** Of what is said, as BCP 47 names it. Default: the model finds out. */
      language: z.string().min(2).optional(),
    }),
    async (options, parts: AnnotatorParts): Promise<Created> => openSpeechAnnotator(options, parts),
  ),
  screenText: toEntry(
    z.strictObject({
      /** A model that is here and reads the text in pictures, by its id. */
      model: z.string().min(1).default("kinodex/reader"),
      /** Pictures a second that are looked at. */
      framesPerSecond: z.number().positive().max(10).default(2),
    }),
    async (options, parts: AnnotatorParts): Promise<Created> => openScreenTextAnnotator(options, parts),
  ),
  surprise: toEntry(
    z.strictObject({
      /** A model that is here and tells what is hidden in pictures, by its id. */
      model: z.string().min(1),
      /** Pictures a second that are looked at. */
      framesPerSecond: z.number().positive().max(10).default(1),
    }),
    async (options, parts: AnnotatorParts): Promise<Created> => openSurpriseAnnotator(options, parts),
  ),
  subtitles: toEntry(z.strictObject({}), async (): Promise<Created> => createSubtitleAnnotator()),
});

/** The name of an annotator, with its options. */
export type AnnotatorChoice = Parameters<typeof annotators.create>[0];

/** Annotators that were chosen. */
export interface AnnotatorSet {
  /** In the order in which they were chosen. */
  readonly annotators: readonly Annotator[];
  /** Those that cannot work here. */
  readonly unavailable: readonly UnavailableAnnotator[];
}

/**
 * Builds the annotators that are chosen.
 *
 * @throws {KinodexError} `usage` when an option is not valid, `environment` when a model is not here that one names
 */
export async function createAnnotators(
  choices: readonly AnnotatorChoice[],
  parts: AnnotatorParts,
): Promise<AnnotatorSet> {
  const created = await Promise.all(choices.map((choice) => annotators.create(choice, parts)));
  return {
    annotators: created.filter((one) => "annotate" in one),
    unavailable: created.filter((one) => "unavailable" in one),
  };
}

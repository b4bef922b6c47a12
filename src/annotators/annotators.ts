import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import type { Model } from "../models/model.js";
import type { Annotator, UnavailableAnnotator } from "./annotator.js";
import { openConceptAnnotator } from "./concepts/openConceptAnnotator.js";
import { createSubtitleAnnotator } from "./subtitles/subtitleAnnotator.js";

/** What annotators are built from besides their options. */
export interface AnnotatorParts {
  readonly model: Pick<Model, "identity" | "open">;
}

type Created = Annotator | UnavailableAnnotator;

/** The annotators that exist. */
export const annotators = createRegistry("annotator", {
  concepts: toEntry(
    z.strictObject({
      /** A concept bank in place of the one that ships: a path. */
      bank: z.string().min(1).optional(),
    }),
    (options, { model }: AnnotatorParts): Created => openConceptAnnotator(options, model),
  ),
  subtitles: toEntry(z.strictObject({}), (): Created => createSubtitleAnnotator()),
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
 * @throws {KinodexError} `usage` when an option is not valid
 */
export function createAnnotators(choices: readonly AnnotatorChoice[], parts: AnnotatorParts): AnnotatorSet {
  const created = choices.map((choice) => annotators.create(choice, parts));
  return {
    annotators: created.filter((one) => "annotate" in one),
    unavailable: created.filter((one) => "unavailable" in one),
  };
}

import { KinodexError } from "../../core/errors.js";
import type { Model } from "../../models/model.js";
import type { ModelShelf } from "../../models/modelShelf.js";
import { createAnsweringExaminee } from "./answeringExaminee.js";
import { createCaptioningExaminee } from "./captioningExaminee.js";
import { openDescribingExaminee } from "./describingExaminee.js";
import { openEmbeddingExaminee } from "./embeddingExaminee.js";
import type { Examinee } from "./examinee.js";
import { openMatchingExaminee } from "./matchingExaminee.js";

/**
 * Examines a model by the first of what it can: embeddings, judging pictures and texts together, answering questions,
 * writing captions, of pixels or of what another of `models` makes of them.
 *
 * @throws {KinodexError} `usage` for a model that can do nothing of this; what opening a capability, or the other model, throws
 */
export async function openExaminee(model: Model, models: ModelShelf): Promise<Examinee> {
  const { capabilities, identity } = model;
  if (capabilities.has("image")) return openEmbeddingExaminee(model);
  if (capabilities.has("matching")) return openMatchingExaminee(model);
  if (capabilities.has("generation")) {
    const generator = await model.open("generation");
    return generator.takesPrompts ? createAnsweringExaminee(generator) : createCaptioningExaminee(generator);
  }
  if (capabilities.has("prefix")) return openDescribingExaminee(model, models);
  const has = [...capabilities].join(", ") || "nothing";
  throw new KinodexError(
    "usage",
    `the model ${identity.id} cannot be examined: it needs one of image, matching, generation and prefix, and has ${has}`,
    { model: identity.id },
  );
}

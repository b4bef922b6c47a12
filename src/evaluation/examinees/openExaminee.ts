import { KinodexError } from "../../core/errors.js";
import type { Model } from "../../models/model.js";
import { createAnsweringExaminee } from "./answeringExaminee.js";
import { openEmbeddingExaminee } from "./embeddingExaminee.js";
import type { Examinee } from "./examinee.js";
import { openMatchingExaminee } from "./matchingExaminee.js";
import { createWritingExaminee } from "./writingExaminee.js";

/**
 * Examines a model by the first of what it can: embeddings, judging pictures and texts together, answering questions,
 * writing captions.
 *
 * @throws {KinodexError} `usage` for a model that can do nothing of this; what opening a capability throws
 */
export async function openExaminee(model: Model): Promise<Examinee> {
  const { capabilities, identity } = model;
  if (capabilities.has("image")) return openEmbeddingExaminee(model);
  if (capabilities.has("matching")) return openMatchingExaminee(model);
  if (capabilities.has("generation")) {
    const generator = await model.open("generation");
    return generator.takesPrompts ? createAnsweringExaminee(generator) : createWritingExaminee(generator);
  }
  const has = [...capabilities].join(", ") || "nothing";
  throw new KinodexError(
    "usage",
    `the model ${identity.id} cannot be examined: it needs one of image, matching and generation, and has ${has}`,
    { model: identity.id },
  );
}

import { modelsThatCan } from "../../models/hub/knownModels.js";
import { requireCapability } from "../../models/toModel.js";
import type { Annotator, UnavailableAnnotator } from "../annotator.js";
import type { AnnotatorParts } from "../annotatorParts.js";
import { createSpeechAnnotator } from "./speechAnnotator.js";

/** Which model listens, and for which language. */
export interface SpeechChoice {
  /** Default: the only one that is here. */
  readonly model?: string | undefined;
  readonly language?: string | undefined;
}

/**
 * Finds the model that writes down what is said; unavailable where none is named, and there is none or there are several.
 *
 * @throws {KinodexError} `environment` for a model that is not here, `usage` for one that does not transcribe, with those that do
 */
export async function openSpeechAnnotator(
  { model: named, language }: SpeechChoice,
  { models }: AnnotatorParts,
): Promise<Annotator | UnavailableAnnotator> {
  const able = named === undefined ? await modelsThatCan("transcription") : [named];
  const [id, ...others] = able;
  if (id === undefined || others.length > 0) return { name: "speech", source: "speech", unavailable: toReason(able) };
  const model = await models.open(id);
  await requireCapability(model, "transcription");
  return createSpeechAnnotator({ model, language });
}

function toReason(able: readonly string[]): string {
  if (able.length > 0)
    return `Several models here write down what is said: ${able.join(", ")}. Name one as "model" of the annotator speech.`;
  return (
    'No model here writes down what is said. "kinodex models pull onnx-community/whisper-base_timestamped" fetches one; any Whisper ' +
    "that is laid out for transformers.js will do."
  );
}

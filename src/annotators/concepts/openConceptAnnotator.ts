import type { Model } from "../../models/model.js";
import type { Annotator, EmbeddedVideo, UnavailableAnnotator } from "../annotator.js";
import { loadCalibration } from "./calibration.js";
import { createConceptAnnotator } from "./conceptAnnotator.js";
import { loadConceptBank } from "./conceptBank.js";

/**
 * Reads what the concept annotator needs of a model; unavailable where it was not measured how far that model can be
 * believed.
 *
 * @param options `bank`: a concept bank in place of the one that ships.
 * @throws {KinodexError} `usage` when the concept bank is not valid
 */
export function openConceptAnnotator(
  { bank: bankFile }: { readonly bank?: string | undefined },
  model: Pick<Model, "identity" | "open">,
): Annotator<EmbeddedVideo> | UnavailableAnnotator {
  const ordinary = loadConceptBank();
  const bank = bankFile === undefined ? ordinary : loadConceptBank(bankFile);
  const calibration = loadCalibration(model.identity);
  if (calibration)
    return createConceptAnnotator({ bank, ordinary, calibration, textEncoder: () => model.open("text") });
  return { name: "concepts", source: "caption", unavailable: toUncalibrated(model.identity.id) };
}

/** Why there are no captions with a model, and what to do. */
export function toUncalibrated(id: string): string {
  return `no captions: it was not measured how far those of ${id} can be believed; "kinodex models calibrate ${id}" does`;
}

import { KinodexError } from "../../core/errors.js";
import type { Model } from "../../models/model.js";
import type { Captioner } from "./captioner.js";
import { loadCalibration } from "./calibration.js";
import { loadConceptBank } from "./conceptBank.js";
import { createConceptCaptioner } from "./conceptCaptioner.js";

/** The captioners that exist. */
export const captionerNames = ["concepts"] as const;

export type CaptionerName = (typeof captionerNames)[number];

/** What captioners are made from. */
export interface CaptionerParts {
  readonly model: Pick<Model, "identity" | "open">;
  /** A concept bank in place of the one that ships. */
  readonly conceptFile?: string | undefined;
}

/**
 * Builds the captioner of a name; `undefined` where nothing is known of how far the model can be believed.
 *
 * @throws {KinodexError} `usage` when there is none of that name, or the concept bank is not valid
 */
export function createCaptioner(name: CaptionerName, { model, conceptFile }: CaptionerParts): Captioner | undefined {
  if (!captionerNames.includes(name))
    throw new KinodexError("usage", `there is no captioner "${name}"; choose one of ${captionerNames.join(", ")}`, {
      name,
      allowed: captionerNames,
    });
  const ordinary = loadConceptBank();
  const bank = conceptFile === undefined ? ordinary : loadConceptBank(conceptFile);
  const calibration = loadCalibration(model.identity);
  return calibration && createConceptCaptioner({ bank, ordinary, calibration, textEncoder: () => model.open("text") });
}

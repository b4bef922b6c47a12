import type { InferenceSession } from "onnxruntime-node";
import { KinodexError } from "../../core/errors.js";
import type { GenerationRequest } from "./request.js";

/**
 * @throws {KinodexError} `model` where a request names what the model lacks, or leaves an input out; the message lists
 *   what there is
 */
export function checkNames(
  { inputNames, outputNames }: Pick<InferenceSession, "inputNames" | "outputNames">,
  { names, constants = {}, attended = {} }: GenerationRequest,
): void {
  const caches = { ...names.cache, ...names.keptCache };
  const given = [names.tokens, names.attentionMask, names.positionIds, names.cacheSwitch]
    .filter((name) => name !== undefined)
    .concat(Object.keys(caches), Object.keys(constants));
  const asked = [names.logits, ...Object.values(caches), ...Object.keys(attended)];
  const faults = [
    ...given.filter((name) => !inputNames.includes(name)).map((name) => `it has no input "${name}"`),
    ...asked.filter((name) => !outputNames.includes(name)).map((name) => `it has no output "${name}"`),
    ...inputNames.filter((name) => !given.includes(name)).map((name) => `its input "${name}" is not given`),
  ];
  if (faults.length === 0) return;
  throw new KinodexError(
    "model",
    `the decoder is not what its manifest says: ${faults.join(", ")}. ` +
      `Its inputs are ${inputNames.join(", ")}; its outputs are ${outputNames.join(", ")}.`,
    { inputs: inputNames, outputs: outputNames },
  );
}

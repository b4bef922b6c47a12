import { isKinodexError } from "../../core/errors.js";
import { readAddress } from "./address.js";
import { createEndpoint } from "./endpoint.js";
import type { EndpointChoice } from "./endpointRespondent.js";
import { toUnknownModel } from "./failures.js";

/** A list of models needs no model to be loaded. */
const maxListMs = 10_000;

/** Whether a server can be reached and has the model that is meant, in words; it is asked for its models alone. */
export async function examineEndpoint(
  choice: EndpointChoice,
): Promise<{ readonly isOk: boolean; readonly detail: string }> {
  const { allowRemote, apiKey } = choice;
  const address = readAddress(choice.address, { allowRemote });
  const patience = { ...choice, maxFirstTokenMs: maxListMs, maxTotalMs: maxListMs };
  try {
    const models = await createEndpoint({ address, apiKey, patience }).models();
    const { base, model } = address;
    const isThere = model === undefined ? models?.length === 1 : models?.includes(model);
    if (!models || !isThere) return { isOk: false, detail: toUnknownModel(base, model, models).message };
    return { isOk: true, detail: `${base} can be reached, and has ${models.slice(0, 20).join(", ")}` };
  } catch (error) {
    if (!isKinodexError(error)) throw error;
    return { isOk: false, detail: error.message };
  }
}

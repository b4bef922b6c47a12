import { toMessage } from "../core/errors.js";
import { createModelShelf } from "../models/modelShelf.js";
import { verifyModel } from "../models/hub/verify.js";
import { readAddress } from "../qa/endpoint/address.js";
import { examineEndpoint } from "../qa/endpoint/examineEndpoint.js";
import { answerers, type AnswererChoice } from "../qa/registry.js";
import type { Finding } from "./examine/native.js";
import type { AnswererModel, AnswererServer } from "./kinodex.js";

/** How an answerer is asked for: `"retrieval"` is Kinodex itself. */
export type AskedAnswerer = "retrieval" | AnswererModel | AnswererServer;

/**
 * The answerer that somebody asked for; nothing is sent to it yet. `onNotice` hears where pictures will leave this machine.
 *
 * @throws {KinodexError} `usage` for an address that cannot be used
 */
export function toAnswererChoice(asked: AskedAnswerer, onNotice: (message: string) => void): AnswererChoice {
  if (asked === "retrieval") return { name: "retrieval" };
  if ("model" in asked) return answerers.schema.parse({ name: "model", model: asked.model });
  const { address, allowRemote = false, apiKey = process.env["KINODEX_ANSWERER_KEY"] } = asked;
  const { base, isRemote } = readAddress(address, { allowRemote });
  if (isRemote) onNotice(`to answer questions, pictures of your videos leave this machine for ${base}`);
  return answerers.schema.parse({ name: "endpoint", address, allowRemote, apiKey });
}

/** Whether the answerer that somebody configured can be used: a server is asked for its models, a model is tried. */
export async function examineAnswerer(asked: AnswererModel | AnswererServer): Promise<Finding> {
  const choice = toAnswererChoice(asked, () => {});
  const examined = choice.name === "endpoint" ? examineEndpoint(choice) : examineModel((asked as AnswererModel).model);
  const { isOk, detail } = await examined;
  return { subject: "answerer", state: isOk ? "ok" : "fault", detail };
}

async function examineModel(id: string): Promise<{ readonly isOk: boolean; readonly detail: string }> {
  try {
    await using models = createModelShelf();
    await (await models.open(id)).open("generation");
    const { ok, checks } = await verifyModel(id);
    const faults = checks.filter((check) => !check.ok).map((check) => `${check.subject}: ${check.detail}`);
    return { isOk: ok, detail: ok ? `${id} is whole and writes` : faults.join("; ") };
  } catch (error) {
    return { isOk: false, detail: toMessage(error) };
  }
}

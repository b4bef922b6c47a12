import { readAddress } from "../qa/endpoint/address.js";
import { examineEndpoint } from "../qa/endpoint/examineEndpoint.js";
import { answerers, type AnswererChoice } from "../qa/registry.js";
import type { Finding } from "./examine/native.js";
import type { AnswererServer } from "./kinodex.js";

/** How an answerer is asked for: `"retrieval"` is Kinodex itself. */
export type AskedAnswerer = "retrieval" | AnswererServer;

/**
 * The answerer that somebody asked for; nothing is sent to it yet. `onNotice` hears where pictures will leave this machine.
 *
 * @throws {KinodexError} `usage` for an address that cannot be used
 */
export function toAnswererChoice(asked: AskedAnswerer, onNotice: (message: string) => void): AnswererChoice {
  if (asked === "retrieval") return { name: "retrieval" };
  const { address, allowRemote = false, apiKey = process.env["KINODEX_ANSWERER_KEY"] } = asked;
  const { base, isRemote } = readAddress(address, { allowRemote });
  if (isRemote) onNotice(`to answer questions, pictures of your videos leave this machine for ${base}`);
  return answerers.schema.parse({ name: "endpoint", address, allowRemote, apiKey });
}

/** Whether the answerer that somebody configured can be used, by asking it for its models. */
export async function examineAnswerer(asked: AnswererServer): Promise<Finding> {
  const choice = toAnswererChoice(asked, () => {});
  if (choice.name !== "endpoint") throw new Error("only a server is examined");
  const { isOk, detail } = await examineEndpoint(choice);
  return { subject: "answerer", state: isOk ? "ok" : "fault", detail };
}

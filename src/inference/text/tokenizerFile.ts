import { KinodexError, toMessage } from "../../core/errors.js";
import { readVerified, type StatedFile } from "../session/verifiedFile.js";

/**
 * Reads a `tokenizer.json`.
 *
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when it is not the expected one
 */
export async function readTokenizerFile(file: StatedFile): Promise<object> {
  const bytes = await readVerified(file);
  try {
    return JSON.parse(bytes.toString("utf8")) as object;
  } catch (error) {
    const { path } = file;
    throw new KinodexError("model", `the tokeniser ${path} is not JSON: ${toMessage(error)}`, { path }, error);
  }
}

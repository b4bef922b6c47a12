import { join } from "node:path";
import { openOnnxSession } from "../../inference/session/onnxSession.js";
import type { FetchedGraph } from "../families/hubLayout.js";
import type { GraphFile } from "../manifest/fields.js";

/**
 * Opens a graph of a folder once, and tells what it takes and gives.
 *
 * @throws {KinodexError} `model` when it is no model that runs here
 */
export async function inspectGraph(file: GraphFile, folder: string): Promise<FetchedGraph> {
  const toStated = ({ file: path, sha256 }: { readonly file: string; readonly sha256: string }) => ({
    path: join(folder, path),
    sha256,
  });
  await using session = await openOnnxSession({
    ...toStated(file),
    externalData: file.externalData.map(toStated),
    providers: ["cpu"],
  });
  const { inputs, outputs } = session;
  return { file, inputs, outputs };
}

import { readVerified } from "../../../inference/session/verifiedFile.js";
import type { TextReader } from "../../capabilities/reading.js";
import { filesOf } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "../family.js";
import { openSessions, toSessionOptions, toStated } from "../openGraph.js";
import { createLineFinder } from "./lineFinder.js";
import { createLineRecogniser } from "./lineRecogniser.js";
import { spottingSchema, type SpottingManifest } from "./manifest.js";
import { createTextReader } from "./textReader.js";

/** The family of two networks of which one finds the lines of text in a picture and the other reads each of them. */
export function declareSpotting(manifest: SpottingManifest): DeclaredModel {
  const { detection, recognition } = manifest;
  return {
    identity: identityOf("spotting", spottingSchema, manifest),
    files: [...filesOf(detection), ...filesOf(recognition), recognition.keys],
    openers: { reading: (options) => openReader(manifest, options) },
  };
}

async function openReader(
  { detection, recognition }: SpottingManifest,
  options: OpenPartOptions,
): Promise<OpenPart<TextReader>> {
  const keys = (await readVerified(toStated(recognition.keys, options))).toString("utf8");
  const [finding, recognising] = await openSessions(
    toSessionOptions(detection, options),
    toSessionOptions(recognition, options),
  );
  return {
    value: createTextReader({
      finder: createLineFinder(detection, finding),
      recogniser: createLineRecogniser({ part: recognition, session: recognising, keys: toKeys(keys) }),
    }),
    provider: () => finding.provider,
    async [Symbol.asyncDispose]() {
      await Promise.all([finding, recognising].map((session) => session[Symbol.asyncDispose]()));
    },
  };
}

/** The characters that the outputs of the network stand for: the blank first, the space last. */
function toKeys(lines: string): readonly string[] {
  return ["", ...lines.replace(/\r?\n$/, "").split(/\r?\n/), " "];
}

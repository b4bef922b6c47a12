import { filesOf } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import type { DeclaredModel } from "../family.js";
import { acousticSchema, type AcousticManifest } from "./manifest.js";
import { openWhisper } from "./whisper/openWhisper.js";

/** The family of models that turn sound into words. */
export function declareAcoustic(manifest: AcousticManifest): DeclaredModel {
  const { id, recogniser } = manifest;
  const { encoder, decoder, tokenizer } = recogniser;
  return {
    identity: identityOf("acoustic", acousticSchema, manifest),
    files: [...filesOf(encoder), ...filesOf(decoder), tokenizer],
    openers: { transcription: (options) => openWhisper(id, recogniser, options) },
  };
}

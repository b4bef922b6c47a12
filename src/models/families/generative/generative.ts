import { filesOf, type ModelFile } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import type { DeclaredModel, Openers } from "../family.js";
import { openImageTower, openTextTower } from "../towers.js";
import { declareCoca } from "./coca/coca.js";
import { declareEncoderDecoder } from "./encoderDecoder/encoderDecoder.js";
import { declareJanus } from "./janus/janus.js";
import { generativeSchema, type GenerativeManifest } from "./manifest.js";

/** What an architecture of the family makes of its settings. */
export interface DeclaredGenerator {
  readonly files: readonly ModelFile[];
  readonly openers: Openers;
}

/** The family of models that were trained to write about pictures. */
export function declareGenerative(manifest: GenerativeManifest): DeclaredModel {
  const { id, generator, towers } = manifest;
  const { files, openers } = declareGenerator(id, generator);
  const space = towers && { ...towers, id };
  return {
    identity: { ...identityOf("generative", generativeSchema, manifest), dimension: towers?.dimension ?? 0 },
    files: withoutRepeats([
      ...files,
      ...(towers ? [...filesOf(towers.image), ...filesOf(towers.text), towers.text.tokenizer] : []),
    ]),
    openers: {
      ...openers,
      ...(space && {
        image: (options) => openImageTower(space.image, space, options),
        text: (options) => openTextTower(space.text, space, options),
      }),
    },
  };
}

function declareGenerator(id: string, generator: GenerativeManifest["generator"]): DeclaredGenerator {
  switch (generator.architecture) {
    case "coca":
      return declareCoca(id, generator);
    case "janus":
      return declareJanus(id, generator);
    case "encoder-decoder":
    default:
      return declareEncoderDecoder(id, generator);
  }
}

/** A graph may be stated for several of its outputs. */
function withoutRepeats(files: readonly ModelFile[]): readonly ModelFile[] {
  return [...new Map(files.map((file) => [file.file, file])).values()];
}

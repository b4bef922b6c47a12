import { openOnnxSession } from "../../../inference/session/onnxSession.js";
import { filesOf } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import type { DeclaredModel } from "../family.js";
import { toPart, toSessionOptions } from "../openGraph.js";
import { openImageTower, openTextTower } from "../towers.js";
import { contrastiveSchema, type ContrastiveManifest } from "./manifest.js";
import { createOnnxPooler } from "./onnxPooler.js";

/** The family of encoders that were trained to bring a picture and its text together in one space. */
export function declareContrastive(manifest: ContrastiveManifest): DeclaredModel {
  const { id, dimension, image, text, temporal } = manifest;
  return {
    identity: identityOf("contrastive", contrastiveSchema, manifest),
    files: [
      ...[image, text, temporal].flatMap((graph) => (graph ? filesOf(graph) : [])),
      ...[text.tokenizer, text.known].filter((file) => file !== undefined),
    ],
    openers: {
      image: (options) => openImageTower(image, manifest, options),
      text: (options) => openTextTower(text, manifest, options),
      ...(temporal && {
        async temporal(options) {
          const session = await openOnnxSession(toSessionOptions(temporal, options));
          return toPart(createOnnxPooler({ ...temporal, session, name: id, dimension }), session);
        },
      }),
    },
  };
}

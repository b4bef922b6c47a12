import { openOnnxSession, type OnnxSession } from "../../../inference/session/onnxSession.js";
import { providerNames } from "../../../inference/session/providers.js";
import { openTokeniser } from "../../../inference/text/tokeniser.js";
import type { ImageTextMatcher } from "../../capabilities/matching.js";
import { filesOf, type GraphFile } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import { createOpenOnce, type OpenOnce } from "../../openOnce.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "../family.js";
import { toReleasedError, toSessionOptions, toStated } from "../openGraph.js";
import { createJointReader } from "./jointReader.js";
import { maskedSchema, type JointPart, type MaskedManifest } from "./manifest.js";
import { createMatcher, type JointOutput } from "./matcher.js";
import { createPictureReader } from "./pictureStates.js";
import { createSurprise } from "./surprise.js";

/** The family of networks that read a picture and a text together and were trained to tell what is masked in them. */
export function declareMasked(manifest: MaskedManifest): DeclaredModel {
  const { image, text, joint, codebook, texts } = manifest;
  return {
    identity: identityOf("masked", maskedSchema, manifest),
    files: [...[image, text, ...joint, codebook].flatMap((graph) => (graph ? filesOf(graph) : [])), texts.tokenizer],
    openers: { matching: async (options) => openMatcher(manifest, options) },
  };
}

/** Each graph is loaded when it is first needed: who re-ranks needs no codebook. */
function openMatcher(manifest: MaskedManifest, options: OpenPartOptions): OpenPart<ImageTextMatcher> {
  const { id, image, text, joint, codebook, texts, pictures, maxFrames } = manifest;
  const sessions: OpenOnce<OnnxSession>[] = [];
  const once = (graph: GraphFile): (() => Promise<OnnxSession>) => {
    const sessionOptions = toSessionOptions(graph, options, providerNames); // a file that is missing is told at once
    const session = createOpenOnce(() => openOnnxSession(sessionOptions));
    sessions.push(session);
    return () => session.open();
  };
  const openImage = image && once(image);
  const openText = text && once(text);
  const tokeniser = { ...texts, ...toStated(texts.tokenizer, options) };
  let opening: ReturnType<typeof openTokeniser> | undefined;
  const readers = joint.map((part): [JointPart, JointOutput["reader"]] => [
    part,
    createJointReader({ part, manifest, openJoint: once(part), openText }),
  ]);
  const outputOf = (key: "matchLogits" | "wordLogits"): JointOutput | undefined => {
    const part = readers.find(([{ [key]: output }]) => output !== undefined);
    return part && { reader: part[1], output: part[0][key] as string };
  };
  const matcher = createMatcher({
    maxFrames,
    maskTokenId: texts.maskTokenId,
    pictures: createPictureReader(manifest, openImage),
    openTokeniser: () => (opening ??= openTokeniser(tokeniser)),
    match: outputOf("matchLogits") as JointOutput, // the schema asks for it
    words: outputOf("wordLogits"),
    surprise:
      image && openImage && codebook
        ? createSurprise({ manifest: { pictures, image, codebook }, openImage, openCodebook: once(codebook) })
        : undefined,
  });
  return {
    value: matcher,
    provider: () => sessions.map((session) => session.opened()?.provider).find((provider) => provider !== undefined),
    async [Symbol.asyncDispose]() {
      await Promise.all(sessions.map((session) => session.close(toReleasedError(id, "matching"))));
    },
  };
}

import { openSessions, toSessionOptions, toStated } from "../../openGraph.js";
import { openPromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import { filesOf } from "../../../manifest/fields.js";
import type { TextGenerator } from "../../../capabilities/generation.js";
import type { ImageGenerator } from "../../../capabilities/painting.js";
import type { OpenPart, OpenPartOptions } from "../../family.js";
import type { DeclaredGenerator } from "../generative.js";
import type { JanusSettings } from "../manifest.js";
import { toJointPart } from "../toJointPart.js";
import { createPainter } from "./painter.js";
import { createReader } from "./reader.js";
import { createWriter } from "./writer.js";

/** What a model can do that reads pictures and writes them: answer about frames, and paint. */
export function declareJanus(id: string, settings: JanusSettings): DeclaredGenerator {
  const { reader, language, textHead, pictureHead, pictureEmbedder, decoder, tokenizer } = settings;
  const graphs = [reader, language, textHead, pictureHead, pictureEmbedder, decoder];
  return {
    files: [...graphs.flatMap(filesOf), tokenizer],
    openers: {
      generation: (options) => openGeneration(id, settings, options),
      painting: (options) => openPainting(id, settings, options),
    },
  };
}

/** The language model, what reads for it and its head share a thread. */
async function openGeneration(
  id: string,
  settings: JanusSettings,
  options: OpenPartOptions,
): Promise<OpenPart<TextGenerator>> {
  const { reader, language, textHead, tokenizer } = settings;
  const tokeniser = await openPromptTokeniser(toStated(tokenizer, options));
  const [session] = await openSessions({
    ...toSessionOptions(language, options),
    tokenEmbedder: toSessionOptions(reader, options),
    head: toSessionOptions(textHead, options),
  });
  const read = createReader(settings, (inputs, outputs) => session.runEmbedder(inputs, outputs));
  return toJointPart(createWriter(id, settings, { session, tokeniser, read }), [session]);
}

/** Tokens of pictures have an embedder and a head of their own; the prompt is read, and the picture decoded, elsewhere. */
async function openPainting(
  id: string,
  settings: JanusSettings,
  options: OpenPartOptions,
): Promise<OpenPart<ImageGenerator>> {
  const { reader, language, pictureHead, pictureEmbedder, decoder, tokenizer } = settings;
  const tokeniser = await openPromptTokeniser(toStated(tokenizer, options));
  const [session, reading, decoding] = await openSessions(
    {
      ...toSessionOptions(language, options),
      tokenEmbedder: toSessionOptions(pictureEmbedder, options),
      head: toSessionOptions(pictureHead, options),
    },
    toSessionOptions(reader, options),
    toSessionOptions(decoder, options),
  );
  const read = createReader(settings, (inputs, outputs) => reading.run(inputs, outputs));
  return toJointPart(createPainter(id, settings, { session, decoding, tokeniser, read }), [session, reading, decoding]);
}

import type { FetchedSettings, HubLayout } from "../../hubLayout.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { readChatPrompt, templateFiles } from "./chatPrompt.js";
import { readDecoderGraph, readEmbedderGraph } from "./graphs.js";
import { readKind, type BackboneKind } from "./kinds.js";
import { readVision } from "./pictures.js";
import { nameOfToken, readEndTokens } from "./tokens.js";

const graphNames = ["vision_encoder", "embed_tokens", "decoder_model_merged"] as const;
const required = ["config.json", "preprocessor_config.json", "tokenizer.json"];
const optional = ["processor_config.json", "generation_config.json", "tokenizer_config.json", ...templateFiles];

const maxFrames = 16;
/** Rows of features of a prompt: a decoder gives logits for each of them, 600 kB where there are 150,000 words. */
const maxRows = 2048;

/** A vision encoder, an embedder of tokens and a language model, as transformers.js has them: LLaVA, SmolVLM, Moondream, Qwen2-VL. */
export const threeParts: HubLayout = {
  name: "three parts for transformers.js",
  marks: [...graphNames.map((name) => `onnx/${name}.onnx`), ...required],

  recognise(paths) {
    // a fourth part reads pictures and words before the decoder: that is another layout
    if ([...paths].some((path) => /^onnx\/encoder_model\w*\.onnx$/.test(path))) return undefined;
    return findLayoutFiles(paths, { graphs: graphNames, required, optional });
  },

  checkSettings(settings) {
    readPrompt(settings, readKind(settings));
  },

  toManifest(fetched) {
    const [vision, embedder, decoder] = fetched.graphs;
    if (!vision || !embedder || !decoder) throw new Error("expected the graphs of three parts");
    const kind = readKind(fetched);
    return {
      ...fetched.about,
      family: "backbone",
      vision: readVision(vision, kind.pictures),
      embedder: readEmbedderGraph(embedder),
      decoder: { ...decoder.file, ...readDecoderGraph(decoder, kind.positionAxes) },
      tokenizer: fetched.file("tokenizer.json"),
      prompt: readPrompt(fetched, kind),
      endTokenIds: readEndTokens(fetched, kind.endTokenId),
      contextLength: kind.contextLength,
      maxFrames: framesIn(kind),
    };
  },
};

/** A question and its answer have what is left of the context. */
function framesIn({ contextLength, rowsOfPicture }: BackboneKind): number {
  const words = Math.min(768, contextLength / 2);
  const rows = Math.min(maxRows, contextLength - words);
  return Math.max(1, Math.min(maxFrames, Math.floor(rows / rowsOfPicture)));
}

function readPrompt(fetched: FetchedSettings, kind: BackboneKind) {
  const imageToken = nameOfToken(fetched, kind.imageTokenId);
  return { ...readChatPrompt(fetched, imageToken, kind), imageToken };
}

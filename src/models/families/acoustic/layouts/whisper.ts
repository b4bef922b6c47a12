import { z } from "zod";
import { KinodexError } from "../../../../core/errors.js";
import type { FetchedGraph, FetchedModel, FetchedSettings, HubLayout } from "../../hubLayout.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { cachesOf, inputNamed, outputNamed, toMisfit } from "../../layouts/graphs.js";
import { readSettings } from "../../layouts/settings.js";

const graphNames = ["encoder_model", "decoder_model_merged"] as const;
const settings = ["generation_config.json", "preprocessor_config.json", "tokenizer.json"];

const tokenId = z.int().nonnegative();
const tokenIds = z
  .array(z.int())
  .nullish()
  .transform((ids) => (ids ?? []).filter((id) => id >= 0));

const generation = z.object({
  decoder_start_token_id: tokenId,
  eos_token_id: tokenId,
  no_timestamps_token_id: tokenId,
  max_length: z.int().positive().default(448),
  suppress_tokens: tokenIds,
  begin_suppress_tokens: tokenIds,
  /** Layer and head of each. */
  alignment_heads: z
    .array(z.tuple([tokenId, tokenId]))
    .nullish()
    .transform((heads) => heads ?? []),
  lang_to_id: z.record(z.string(), tokenId).default({}),
  task_to_id: z.object({ transcribe: tokenId.optional() }).default({}),
});

const processor = z.object({
  feature_extractor_type: z.string().optional(),
  feature_size: z.int().positive(),
  sampling_rate: z.int(),
  hop_length: z.int(),
  n_fft: z.int(),
  chunk_length: z.number(),
});

/** Whisper as transformers.js has it. */
export const whisper: HubLayout = {
  name: "an encoder and a decoder of speech for transformers.js",
  marks: [...graphNames.map((graph) => `onnx/${graph}.onnx`), ...settings],

  recognise: (paths) => findLayoutFiles(paths, { graphs: graphNames, required: settings }),

  checkSettings: (fetched) => void readSound(fetched),

  toManifest(fetched) {
    const [encoder, decoder] = fetched.graphs;
    if (!encoder || !decoder) throw new Error("expected the graphs of an encoder and a decoder");
    const { feature_size: bands } = readSound(fetched);
    const features = inputNamed(encoder, "input_features");
    if (features.type !== "float32" || features.dims[1] !== bands)
      throw toMisfit(encoder, `expected floats of ${bands} bands, as preprocessor_config.json says`);
    return {
      ...fetched.about,
      family: "acoustic",
      recogniser: {
        architecture: "whisper",
        bands,
        encoder: {
          ...encoder.file,
          features: features.name,
          states: outputNamed(encoder, "last_hidden_state").name,
        },
        decoder: {
          ...decoder.file,
          inputIds: inputNamed(decoder, "input_ids").name,
          states: inputNamed(decoder, "encoder_hidden_states").name,
          logits: outputNamed(decoder, "logits").name,
          cacheSwitch: inputNamed(decoder, "use_cache_branch").name,
          ...cachesOf(decoder),
          alignmentHeads: readAlignment(fetched, decoder),
        },
        tokenizer: fetched.file("tokenizer.json"),
        ...readTokens(fetched),
      },
    };
  },
};

/**
 * How sound is prepared.
 *
 * @throws {KinodexError} `model` where it is not as Whisper's
 */
function readSound(fetched: FetchedSettings): z.output<typeof processor> {
  const sound = readSettings(fetched, "preprocessor_config.json", processor);
  const {
    feature_extractor_type: type,
    sampling_rate: rate,
    hop_length: hop,
    n_fft: length,
    chunk_length: chunk,
  } = sound;
  const isKnown = (type ?? "WhisperFeatureExtractor") === "WhisperFeatureExtractor";
  if (isKnown && rate === 16_000 && hop === 160 && length === 400 && chunk === 30) return sound;
  const said = `${type ?? "no extractor"}, ${rate} Hz, ${length} samples each ${hop}, ${chunk} s`;
  throw new KinodexError(
    "model",
    `${fetched.about.id} prepares sound in another way than Whisper (${said}): Kinodex runs Whisper's alone`,
    { id: fetched.about.id },
  );
}

function readTokens(fetched: FetchedModel) {
  const stated = readSettings(fetched, "generation_config.json", generation);
  const languages = Object.entries(stated.lang_to_id).map(([token, id]) => [token.replace(/^<\|(.*)\|>$/, "$1"), id]);
  const noTimestamps = stated.no_timestamps_token_id;
  return {
    contextLength: stated.max_length,
    startTokenId: stated.decoder_start_token_id,
    endTokenId: stated.eos_token_id,
    // these three follow each other in every vocabulary of Whisper
    noSpeechTokenId: noTimestamps - 1,
    noTimestampsTokenId: noTimestamps,
    firstTimestampTokenId: noTimestamps + 1,
    timestampCount: 1501,
    ...(languages.length > 0 && { transcribeTokenId: stated.task_to_id.transcribe }),
    languages: Object.fromEntries(languages) as Readonly<Record<string, number>>,
    suppressedTokenIds: stated.suppress_tokens,
    suppressedFirstTokenIds: stated.begin_suppress_tokens,
  };
}

/** The heads that tell when words are said, by output; none where the graph does not give what they attend to. */
function readAlignment(fetched: FetchedModel, decoder: FetchedGraph): Readonly<Record<string, readonly number[]>> {
  const { alignment_heads: heads } = readSettings(fetched, "generation_config.json", generation);
  const outputs = new Set(decoder.outputs.map(({ name }) => name));
  const found: Record<string, number[]> = {};
  for (const [layer, head] of heads) {
    const name = `cross_attentions.${layer}`;
    if (!outputs.has(name)) return {};
    (found[name] ??= []).push(head);
  }
  return found;
}

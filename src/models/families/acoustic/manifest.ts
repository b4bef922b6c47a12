import { z } from "zod";
import { about, closed, count, file, graphPart, name } from "../../manifest/fields.js";

const tokenId = z.int().nonnegative();
const tokenIds = z.array(tokenId).default([]);

/** Encoders and decoders of speech (Whisper, https://arxiv.org/abs/2212.04356). */
const whisper = closed({
  architecture: z.literal("whisper"),
  /** Bands of the log-mel features. */
  bands: count,
  /** Features `[1, bands, 3000]` of 30 s to states `[1, 1500, width]`. */
  encoder: graphPart({ features: name, states: name }),
  /** Token ids `[1, T]` and the encoder's states to logits. */
  decoder: graphPart({
    inputIds: name,
    states: name,
    logits: name,
    /** Input that says whether there is a cache yet. */
    cacheSwitch: name,
    /** Inputs of the cache that grows, and the outputs that give them. */
    cache: z.record(name, name),
    /** The same of what is made of the encoder's states, in the first step alone. */
    keptCache: z.record(name, name),
    /** Outputs of attention, and their heads that tell when a word is said; none where words have no times of their own. */
    alignmentHeads: z.record(name, z.array(z.int().nonnegative())).default({}),
  }),
  tokenizer: closed(file),
  /** Tokens of a text of the decoder, with those that it begins with. */
  contextLength: count,
  startTokenId: tokenId,
  endTokenId: tokenId,
  noSpeechTokenId: tokenId,
  noTimestampsTokenId: tokenId,
  /** Tokens of time, the first of them 0 s, the next 0.02 s later. */
  firstTimestampTokenId: tokenId,
  timestampCount: count,
  /** The token that asks for the words in their own language; none of a model that knows one language. */
  transcribeTokenId: tokenId.optional(),
  /** The token of each language, by its code. */
  languages: z.record(name, tokenId).default({}),
  suppressedTokenIds: tokenIds,
  suppressedFirstTokenIds: tokenIds,
});

/** Manifests of the family: what turns sound into words. */
export const acousticSchema = closed({ ...about, recogniser: z.discriminatedUnion("architecture", [whisper]) });

/** What a manifest of the family says, validated. */
export type AcousticManifest = z.output<typeof acousticSchema>;
export type WhisperSettings = z.output<typeof whisper>;

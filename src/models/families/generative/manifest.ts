import { z } from "zod";
import { about, closed, count, file, graphPart, name } from "../../manifest/fields.js";
import { picture, pictureBefore } from "../../manifest/picture.js";
import { imageTower, textTower } from "../towers.js";

const tokenId = z.int().nonnegative();
const idType = z.enum(["int64", "int32"]);

/** Contrastive captioners (https://arxiv.org/abs/2205.01917): two towers, and a decoder that looks at what the image tower saw. */
const coca = closed({
  architecture: z.literal("coca"),
  /** A picture `[1, 3, height, width]` to tokens of it. */
  vision: graphPart({ ...picture, input: name, imageTokens: name }),
  /** Token ids `[1, T]` and those of a picture to logits; it has no cache. */
  decoder: graphPart({ inputIds: name, idType, imageTokens: name, logits: name }),
  tokenizer: closed(file),
  /** Tokens of a caption with its start token. */
  contextLength: count,
  startTokenId: tokenId,
  endTokenId: tokenId,
});

/**
 * Encoders and decoders that do one of several tasks, each with a prompt of its own
 * (Florence-2, https://arxiv.org/abs/2311.06242).
 */
const encoderDecoder = closed({
  architecture: z.literal("encoder-decoder"),
  /** A picture `[1, 3, height, width]` to features `[1, tokens, width]`. */
  vision: graphPart({ ...picture, input: name, features: name }),
  /** Token ids `[1, T]` to embeddings `[1, T, width]`, of prompts and of what is written. */
  embedder: graphPart({ inputIds: name, idType, embeddings: name }),
  /** Features and the prompt's embeddings after them to states that the decoder looks at. */
  encoder: graphPart({ embeddings: name, attentionMask: name, states: name }),
  decoder: graphPart({
    embeddings: name,
    states: name,
    statesMask: name,
    logits: name,
    /** Input that says whether there is a cache yet. */
    cacheSwitch: name,
    /** Inputs of the cache that grows, and the outputs that give them. */
    cache: z.record(name, name),
    /** The same of what is made of the encoder's states, in the first step alone. */
    keptCache: z.record(name, name),
  }),
  tokenizer: closed(file),
  /** Tokens of a text of the decoder, with those that it begins with. */
  contextLength: count,
  /** What every text of the decoder begins with. */
  startTokenIds: z.array(tokenId).min(1),
  endTokenId: tokenId,
  /** So many tokens in a row are written once at most; 0 where they may be repeated. */
  noRepeatNgram: z.int().nonnegative().default(0),
  /** Prompts by the name of their task; `{input}` stands for what the task is about. */
  tasks: z.record(name, name),
});

/** Language models that read pictures and write them, token by token (Janus, https://arxiv.org/abs/2501.17811). */
const janus = closed({
  architecture: z.literal("janus"),
  /** Ids `[1, T]` and pictures `[1, N, 3, height, width]` in the places of some of them to embeddings `[1, T, width]`. */
  reader: graphPart({
    ...picture,
    ...pictureBefore,
    inputIds: name,
    pictures: name,
    /** Which tokens stand for pictures `[1, T]`, and which tokens of pictures are used `[1, N, tokens]`. */
    placeMask: name,
    pictureMask: name,
    embeddings: name,
  }),
  language: graphPart({
    embeddings: name,
    attentionMask: name.optional(),
    positionIds: name.optional(),
    states: name,
    cache: z.record(name, name),
  }),
  /** States to logits of words, and of tokens of pictures. */
  textHead: graphPart({}),
  pictureHead: graphPart({}),
  /** Tokens of pictures to embeddings. */
  pictureEmbedder: graphPart({}),
  /** The tokens of a picture `[1, tokens]` to its values `[1, 3, height, width]`, in [-1, 1]. */
  decoder: graphPart({ tokens: name, picture: name }),
  tokenizer: closed(file),
  /** Tokens that a picture is read as, and painted with. */
  pictureTokens: count,
  /** As the tokeniser writes them. */
  pictureToken: name,
  pictureStart: name,
  pictureEnd: name,
  endTokenId: tokenId,
  padTokenId: tokenId,
});

/** Manifests of the family: what writes about pictures, and where its embeddings are fit to search with, its towers. */
export const generativeSchema = closed({
  ...about,
  generator: z.discriminatedUnion("architecture", [coca, encoderDecoder, janus]),
  towers: closed({
    dimension: count,
    image: imageTower,
    text: textTower,
    logitScale: z.number().positive(),
    logitBias: z.number().default(0),
  }).optional(),
});

/** What a manifest of the family says, validated. */
export type GenerativeManifest = z.output<typeof generativeSchema>;
export type CocaSettings = z.output<typeof coca>;
export type EncoderDecoderSettings = z.output<typeof encoderDecoder>;
export type JanusSettings = z.output<typeof janus>;

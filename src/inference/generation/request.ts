import type { Tensor } from "../tensor.js";

/** What a decoder's inputs and outputs are called, as its manifest says. */
export interface DecoderNames {
  /** Input: the tokens that are new in a step, as ids `[1, T]` (int64 or int32) or as embeddings `[1, T, width]`. */
  readonly tokens: string;
  /** Output: `[1, T, vocabulary]`. */
  readonly logits: string;
  /** Input of ones `[1, tokens so far]`. */
  readonly attentionMask?: string | undefined;
  /** Input: the place of each new token, `[1, T]`, from 0; or what {@link GenerationRequest.places} says. */
  readonly positionIds?: string | undefined;
  /**
   * Each input that takes a part of the cache of keys and values, and the output that gives it for the next step. Without
   * any, each step reads all tokens again.
   */
  readonly cache: Readonly<Record<string, string>>;
  /** The same of what a decoder makes of the states that it looks at: what the first step gives is kept. */
  readonly keptCache?: Readonly<Record<string, string>> | undefined;
  /** Input `[1]` that says whether there is a cache yet. */
  readonly cacheSwitch?: string | undefined;
}

/** What a decoder is asked to write. */
export interface GenerationRequest {
  readonly names: DecoderNames;
  /**
   * What comes before the first new token: ids `[1, T]`, which are embedded where the session has a token embedder, or
   * embeddings `[1, T, width]`, for which it must have one. Its buffer moves to the session's thread and is empty
   * afterwards.
   */
  readonly prompt: Tensor;
  /**
   * Places of the prompt's tokens on each axis of a decoder that has several: it takes `[axes, 1, T]`. What follows has the place after the
   * highest, on all of them. Default: one axis, from 0.
   */
  readonly places?: readonly (readonly number[])[] | undefined;
  /** Embeddings that take the places of some tokens of a prompt of ids; the session needs a token embedder. */
  readonly inserts?: Inserts | undefined;
  /** Other inputs, the same in every step: what an encoder made of a picture. Their buffers move, too. */
  readonly constants?: Readonly<Record<string, Tensor>> | undefined;
  /** Tokens that end the text; the one that does is the last that is given. */
  readonly endTokenIds: readonly number[];
  readonly maxNewTokens: number;
  /** So many new tokens in a row are written once at most. Default: 0, and they may be repeated. */
  readonly noRepeatNgram?: number | undefined;
  /** Tokens that are never written. */
  readonly suppressedTokenIds?: readonly number[] | undefined;
  /** Tokens that the text does not begin with. */
  readonly suppressedFirstTokenIds?: readonly number[] | undefined;
  /** How tokens of time stand between the others. Default: they are tokens as all others are. */
  readonly timestamps?: TimestampTokens | undefined;
  /**
   * Outputs of attention `[1, heads, T, states]`, and the heads of each that are given with every token that is chosen.
   * Default: none.
   */
  readonly attended?: Readonly<Record<string, readonly number[]>> | undefined;
  /** Draws each token by its probability. Default: the most probable one is taken. */
  readonly sampling?: Sampling | undefined;
  readonly guidance?: Guidance | undefined;
  /** What the token embedder takes. Default: ids alone, as its first input. */
  readonly embedding?: EmbedderInputs | undefined;
}

/** Tokens that tell when what is heard begins and ends: all ids from the first on, in order of time. */
export interface TimestampTokens {
  readonly firstId: number;
  /** The latest time that a text may begin with. */
  readonly lastInitialId: number;
}

/** How tokens are drawn: the same ones for the same seed and logits. */
export interface Sampling {
  /** A whole number in [0, 2^32). */
  readonly seed: number;
  /** What logits are divided by; 1 takes probabilities as they are, less prefers the probable. */
  readonly temperature: number;
}

/** Classifier-free guidance (https://arxiv.org/abs/2207.12598): away from what would be written without what is asked for. */
export interface Guidance {
  /** The prompt without it, as the request's `prompt`; its buffer moves, too. */
  readonly prompt: Tensor;
  /** 1 guides nothing. */
  readonly scale: number;
}

/** What an embedder takes beside the ids `[1, 1]` of a token, which go to `tokens`. */
export interface EmbedderInputs {
  readonly tokens: string;
  /** The same for every token. Their buffers move, too. */
  readonly constants: Readonly<Record<string, Tensor>>;
}

/** Embeddings from elsewhere, as an encoder makes them of pictures, that stand for tokens of a prompt. */
export interface Inserts {
  /** Each token of this id is replaced by a row, in order; there are as many. */
  readonly tokenId: number;
  /** Their last dimension is the width of embeddings, all before it count rows. Their buffers move, as the prompt's does. */
  readonly rows: readonly Tensor[];
}

/** One token of a text as it is written. */
export interface GeneratedToken {
  readonly id: number;
  /** Natural logarithm of its probability, given what comes before it. */
  readonly logProbability: number;
  /** How much each state was attended to when it was chosen: a row for each head that was asked for, in their order. */
  readonly attention?: readonly Float32Array[] | undefined;
}

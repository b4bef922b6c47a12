import type { ImageEncoder, TextEncoder } from "../inference/encoding/encoders.js";
import type { TemporalPooler } from "../temporal/pooler.js";
import type { TextGenerator } from "./capabilities/generation.js";
import type { PhraseGrounder } from "./capabilities/grounding.js";
import type { ImageTextMatcher } from "./capabilities/matching.js";
import type { ImageGenerator } from "./capabilities/painting.js";
import type { PrefixGenerator } from "./capabilities/prefix.js";
import type { TextReader } from "./capabilities/reading.js";
import type { SpeechTranscriber } from "./capabilities/transcription.js";

/** What a model can do, and the contract of each. What uses a model asks for one of these, and never for a family. */
export interface Capabilities {
  /** Pictures to embeddings. */
  readonly image: ImageEncoder;
  /** Texts to embeddings of the same space. */
  readonly text: TextEncoder;
  /** The embeddings of a clip's frames to one of the same space. */
  readonly temporal: TemporalPooler;
  /** How well a text describes frames. */
  readonly matching: ImageTextMatcher;
  /** Frames and a prompt to text. */
  readonly generation: TextGenerator;
  /** A phrase to the boxes of what it names in a frame. */
  readonly grounding: PhraseGrounder;
  /** Stored embeddings to text, without pixels. */
  readonly prefix: PrefixGenerator;
  /** A text to a picture. */
  readonly painting: ImageGenerator;
  /** Sound to words. */
  readonly transcription: SpeechTranscriber;
  /** The text that pictures show. */
  readonly reading: TextReader;
}

/** The name of a capability. */
export type Capability = keyof Capabilities;

/** All names. */
export const capabilities = [
  "image",
  "text",
  "temporal",
  "matching",
  "generation",
  "grounding",
  "prefix",
  "painting",
  "transcription",
  "reading",
] as const satisfies readonly Capability[];

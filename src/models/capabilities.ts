import type { ImageEncoder, TextEncoder } from "../inference/encoding/encoders.js";
import type { TemporalPooler } from "../temporal/pooler.js";

/** What a model can do, and the contract of each. What uses a model asks for one of these, and never for a family. */
export interface Capabilities {
  /** Pictures to embeddings. */
  readonly image: ImageEncoder;
  /** Texts to embeddings of the same space. */
  readonly text: TextEncoder;
  /** The embeddings of a clip's frames to one of the same space. */
  readonly temporal: TemporalPooler;
}

/** The name of a capability. */
export type Capability = keyof Capabilities;

import { dot, toUnit, type Embedding } from "../../core/vectors.js";
import { openIfCapable, type Model } from "../../models/model.js";
import { poolers } from "../../temporal/poolers.js";
import { keyOf, type SeenFrame, type Sequence } from "../clips/sequence.js";
import type { Examinee } from "./examinee.js";

/** No sequence is longer, whatever a pooler takes. */
const maxFrames = 16;

/**
 * A model of one space for pictures and texts. Each frame is embedded once; a sequence is what the pooler of an index makes
 * of its frames, and a single frame is itself.
 */
export async function openEmbeddingExaminee(model: Model): Promise<Examinee> {
  const [images, texts] = [await model.open("image"), await openIfCapable(model, "text")];
  const pooler = poolers.create({ name: "model" }, await openIfCapable(model, "temporal"));
  const frames = new Map<string, Embedding>();
  const known = new Map<string, Embedding>();

  const embedTexts = async (wanted: readonly string[]): Promise<void> => {
    const fresh = [...new Set(wanted)].filter((text) => !known.has(text));
    if (fresh.length === 0) return;
    const embeddings = (await texts?.encode(fresh)) ?? [];
    for (const [n, text] of fresh.entries()) known.set(text, embeddings[n] as Embedding);
  };
  const pool = async (sequences: readonly Sequence[]): Promise<Embedding[]> => {
    const unique = new Map(sequences.map((sequence) => [keyOf(sequence), sequence]));
    const long = [...unique].filter(([, sequence]) => sequence.frames.length > 1);
    const inputs = long.map(([, sequence]) => toInput(sequence, frames));
    const pooled = inputs.length > 0 ? await pooler.pool(inputs) : [];
    const byKey = new Map(long.map(([key], n) => [key, pooled[n] as Embedding]));
    return sequences.map(
      (sequence) => byKey.get(keyOf(sequence)) ?? embeddingOf(sequence.frames[0] as SeenFrame, frames),
    );
  };

  return {
    by: texts ? ["image", "text"] : ["image"],
    maxFrames: Math.min(maxFrames, pooler.maxFrames),
    fitOf: () => images.input,

    async see(pictures, hashes) {
      const fresh = [...new Map(hashes.map((hash, n) => [hash, n]))].filter(([hash]) => !frames.has(hash));
      const embeddings = await images.encode(fresh.map(([, n]) => pictures[n] as (typeof pictures)[number]));
      for (const [n, [hash]] of fresh.entries()) frames.set(hash, toUnit(embeddings[n] as Embedding));
    },

    async score(sequences, options) {
      await embedTexts(options.filter((option) => typeof option === "string"));
      const clips = options.filter((option) => typeof option !== "string");
      const pooled = await pool([...sequences, ...clips]);
      const pooledClips = pooled.slice(sequences.length).values();
      const embeddings = options.map((option) =>
        typeof option === "string" ? (known.get(option) as Embedding) : (pooledClips.next().value as Embedding),
      );
      return sequences.map((_, n) => embeddings.map((embedding) => dot(pooled[n] as Embedding, embedding)));
    },
  };
}

function toInput({ frames: seen }: Sequence, frames: ReadonlyMap<string, Embedding>) {
  const [{ timeSeconds: startSeconds }] = seen as [SeenFrame];
  return {
    embeddings: seen.map((frame) => embeddingOf(frame, frames)),
    timesSeconds: seen.map(({ timeSeconds }) => timeSeconds - startSeconds), // as indexing does it
  };
}

function embeddingOf({ hash }: SeenFrame, frames: ReadonlyMap<string, Embedding>): Embedding {
  const embedding = frames.get(hash);
  if (!embedding) throw new Error(`the frame ${hash} was not shown`);
  return embedding;
}

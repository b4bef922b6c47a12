import { dot, toUnit, type Embedding } from "../../core/vectors.js";
import { openIfCapable, type Model } from "../../models/model.js";
import { poolers } from "../../temporal/poolers.js";
import { keyOf, type SeenFrame, type Sequence } from "../clips/sequence.js";
import { toClipScore } from "../metrics/captioning/clipScore.js";
import type { Examinee, ProbedOption } from "./examinee.js";

/** It gives its embeddings away too. */
export interface EmbeddingExaminee extends Examinee {
  /** One embedding of length 1 for each text and each sequence. */
  embed(items: readonly ProbedOption[]): Promise<readonly Embedding[]>;
}

/** No sequence is longer, whatever a pooler takes. */
const maxFrames = 16;

/**
 * A model of one space for pictures and texts. Each frame is embedded once; a sequence is what the pooler of an index makes
 * of its frames, and a single frame is itself.
 */
export async function openEmbeddingExaminee(model: Model): Promise<EmbeddingExaminee> {
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
      (sequence) => byKey.get(keyOf(sequence)) ?? embeddingOf((sequence.frames[0] as SeenFrame).hash, frames),
    );
  };

  const embed = async (items: readonly ProbedOption[]): Promise<Embedding[]> => {
    await embedTexts(items.filter((item) => typeof item === "string"));
    const pooled = (await pool(items.filter((item) => typeof item !== "string"))).values();
    return items.map((item) =>
      typeof item === "string" ? (known.get(item) as Embedding) : (pooled.next().value as Embedding),
    );
  };

  return {
    by: texts ? ["image", "text"] : ["image"],
    maxFrames: Math.min(maxFrames, pooler.maxFrames),
    fitOf: () => images.input,
    measure: { name: "clip_score", of: toClipScore },
    memory: {
      save: (hashes) => hashes.map((hash) => toText(embeddingOf(hash, frames))),
      restore(hashes, saved) {
        for (const [n, hash] of hashes.entries()) frames.set(hash, toEmbedding(saved[n] as string));
      },
    },

    async see(pictures, hashes) {
      const fresh = [...new Map(hashes.map((hash, n) => [hash, n]))].filter(([hash]) => !frames.has(hash));
      const embeddings = await images.encode(fresh.map(([, n]) => pictures[n] as (typeof pictures)[number]));
      for (const [n, [hash]] of fresh.entries()) frames.set(hash, toUnit(embeddings[n] as Embedding));
    },

    embed,

    async score(sequences, options) {
      const embeddings = await embed([...sequences, ...options]);
      const ofOptions = embeddings.slice(sequences.length);
      return sequences.map((_, n) => ofOptions.map((embedding) => dot(embeddings[n] as Embedding, embedding)));
    },
  };
}

function toInput({ frames: seen }: Sequence, frames: ReadonlyMap<string, Embedding>) {
  const [{ timeSeconds: startSeconds }] = seen as [SeenFrame];
  return {
    embeddings: seen.map(({ hash }) => embeddingOf(hash, frames)),
    timesSeconds: seen.map(({ timeSeconds }) => timeSeconds - startSeconds), // as indexing does it
  };
}

function embeddingOf(hash: string, frames: ReadonlyMap<string, Embedding>): Embedding {
  const embedding = frames.get(hash);
  if (!embedding) throw new Error(`the frame ${hash} was not shown`);
  return embedding;
}

/** Base64 of little-endian 32-bit floats. */
const toText = ({ buffer, byteOffset, byteLength }: Embedding): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

function toEmbedding(text: string): Embedding {
  const bytes = Buffer.from(text, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

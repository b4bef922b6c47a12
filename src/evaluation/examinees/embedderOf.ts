import type { EmbeddingExaminee } from "./embeddingExaminee.js";
import type { Examinee } from "./examinee.js";

/** Gives unit embeddings of texts and of sequences, where an examinee has them. */
export function embedderOf(examinee: Examinee): EmbeddingExaminee["embed"] | undefined {
  return "embed" in examinee ? (items) => (examinee as EmbeddingExaminee).embed(items) : undefined;
}

import { dot, type Embedding } from "../../core/vectors.js";
import type { Examinee } from "../examinees/examinee.js";
import { ensembleOf } from "../metrics/classification/promptEnsemble.js";
import { meanOf } from "../statistics/summary.js";

/** A class, and the sentences that say of something that it is of that class. */
export interface PromptedClass {
  readonly name: string;
  /** Not empty. */
  readonly prompts: readonly string[];
}

/**
 * An examinee to whom the name of a class stands for all its sentences.
 *
 * With `encode`, which gives unit embeddings of texts in the examinee's space, it compares with the embedding of the ensemble: that
 * cosine is the mean of those with the prompts over their mean cosine with the ensemble. Without, where each text costs a run of
 * the model, the first sentence alone is asked.
 */
export async function withEnsembles(
  examinee: Examinee,
  classes: readonly PromptedClass[],
  encode?: (texts: readonly string[]) => Promise<readonly Embedding[]>,
): Promise<Examinee> {
  const asked = new Map<string, { readonly prompts: readonly string[]; readonly cosine: number }>();
  for (const { name, prompts } of classes) {
    if (!encode) {
      asked.set(name, { prompts: prompts.slice(0, 1), cosine: 1 });
      continue;
    }
    const embeddings = [...(await encode(prompts))];
    const ensemble = ensembleOf(embeddings);
    asked.set(name, { prompts, cosine: meanOf(embeddings.map((embedding) => dot(embedding, ensemble))) });
  }
  return {
    ...examinee,
    async score(sequences, options) {
      const all = options.map((option) => asked.get(option as string) ?? { prompts: [option as string], cosine: 1 });
      const rows = await examinee.score(
        sequences,
        all.flatMap(({ prompts }) => prompts),
      );
      return rows.map((row) => {
        let at = 0;
        return all.map(({ prompts, cosine }) => {
          const own = row.slice(at, (at += prompts.length));
          return meanOf(own) / cosine;
        });
      });
    },
  };
}

import { dot, meanOf, type Embedding } from "../../core/vectors.js";

/**
 * How similar something in an index is at best to a text by chance, as far as the text's embedding tells: a linear function
 * of it. "She stands there" lies nearer to whatever pictures show than "a hedgehog", and means less by it.
 */
export interface Wording {
  readonly weights: readonly number[];
  readonly offset: number;
}

/** How much the weights are held back, against the spread of the embeddings. */
const strength = 0.01;
/** Parts of which each is judged by what the others taught. */
const folds = 5;

/** What a text's wording gives by chance. */
export function expectedOf({ weights, offset }: Wording, embedding: Embedding): number {
  return offset + embedding.reduce((sum, value, at) => sum + value * (weights[at] as number), 0);
}

/**
 * Learns from unrelated texts and the best similarity of each (ridge regression, Hoerl & Kennard 1970).
 *
 * @returns also what is left of each similarity by the wording that the other texts taught, so that what was learnt by
 *   heart does not count.
 */
export function fitWording(
  embeddings: readonly Embedding[],
  similarities: readonly number[],
): { readonly wording: Wording; readonly left: readonly number[] } {
  const fit = (keeps: (n: number) => boolean): Wording =>
    ridge(
      embeddings.filter((_, n) => keeps(n)),
      similarities.filter((_, n) => keeps(n)),
    );
  const others = Array.from({ length: folds }, (_, fold) => fit((n) => n % folds !== fold));
  const left = similarities.map(
    (similarity, n) => similarity - expectedOf(others[n % folds] as Wording, embeddings[n] as Embedding),
  );
  return { wording: fit(() => true), left };
}

function ridge(rows: readonly Embedding[], values: readonly number[]): Wording {
  const centre = meanOf(rows);
  const level = values.reduce((sum, value) => sum + value, 0) / values.length;
  const apart = rows.map((row) => row.map((value, at) => value - (centre[at] as number)));
  const penalty = strength * apart.reduce((sum, row) => sum + dot(row, row), 0);
  const wanted = weightedSum(apart, (_, n) => (values[n] as number) - level);
  const weights = solve((vector) => {
    const turned = weightedSum(apart, (row) => dot(row, vector));
    return turned.map((value, at) => value + penalty * (vector[at] as number));
  }, wanted);
  return { weights: Array.from(weights), offset: level - dot(weights, centre) };
}

function weightedSum(rows: readonly Embedding[], weightOf: (row: Embedding, n: number) => number): Embedding {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  for (const [n, row] of rows.entries()) {
    const weight = weightOf(row, n);
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] as number) + weight * (row[at] as number);
  }
  return sum;
}

/** Solves a positive definite system (conjugate gradients, Hestenes & Stiefel 1952). */
function solve(apply: (vector: Embedding) => Embedding, wanted: Embedding): Embedding {
  const found = new Float32Array(wanted.length);
  let rest = wanted.slice();
  let direction = rest.slice();
  let length = dot(rest, rest);
  const enough = 1e-10 * length;
  for (let step = 0; step < 200 && length > enough; step += 1) {
    const turned = apply(direction);
    const reach = length / dot(direction, turned);
    for (let at = 0; at < found.length; at += 1) found[at] = (found[at] as number) + reach * (direction[at] as number);
    rest = rest.map((value, at) => value - reach * (turned[at] as number));
    const next = dot(rest, rest);
    direction = direction.map((value, at) => (rest[at] as number) + (next / length) * value);
    length = next;
  }
  return found;
}

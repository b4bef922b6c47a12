import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { classesOf, classings, type Classing, type ConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import type { Embedding } from "../../../src/core/vectors.js";
import type { ImageEncoder } from "../../../src/inference/encoding/encoders.js";
import { readPicture } from "../../../src/media/readPicture.js";
import { toKnownPicture, type KnownPicture } from "./knownPicture.js";

const rowSchema = z.strictObject({ file: z.string(), true: z.array(z.string()), false: z.array(z.string()) });
type Row = z.infer<typeof rowSchema>;

/**
 * Reads and encodes the photographs of a folder; `truth.jsonl` says of each which phrases of the bank are true and which
 * false. The recipe is `models/training/photographs.py`.
 *
 * @throws {Error} when a phrase is not in the bank
 */
export async function* readPhotographs(
  folder: string,
  encoder: ImageEncoder,
  bank: ConceptBank,
): AsyncGenerator<KnownPicture> {
  const lines = (await readFile(join(folder, "truth.jsonl"), "utf8")).split("\n").filter((line) => line !== "");
  const phrases = phrasesOf(bank);
  for (const line of lines) {
    const row = rowSchema.parse(JSON.parse(line));
    const stranger = [...row.true, ...row.false].find((phrase) => !phrases.has(phrase));
    if (stranger !== undefined) throw new Error(`${row.file}: the bank of concepts has no "${stranger}"`);
    const [embedding] = await encoder.encode([await readPicture(join(folder, row.file))]);
    yield toPhotograph(embedding as Embedding, row);
  }
}

function toPhotograph(embedding: Embedding, row: Row): KnownPicture {
  const span = { startSeconds: 0, endSeconds: 1 };
  const frames = { times: Float64Array.of(0.5), embeddings: embedding };
  const clips = { clips: [], embeddings: new Float32Array() };
  const [right, wrong] = [new Set(row.true), new Set(row.false)];
  const isTrue = (_: string, text: string) => (right.has(text) ? true : wrong.has(text) ? false : undefined);
  return toKnownPicture({ durationSeconds: span.endSeconds, frames, clips, shots: [span] }, isTrue);
}

function phrasesOf(bank: ConceptBank): ReadonlySet<string> {
  const classes = (Object.keys(classings) as Classing[]).flatMap((classing) => classesOf(bank, classing));
  return new Set([...Object.values(bank).flat(), ...classes].map(({ says }) => says));
}

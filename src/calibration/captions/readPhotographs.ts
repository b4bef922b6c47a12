import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { classesOf, classings, type Classing, type ConceptBank } from "../../annotators/concepts/conceptBank.js";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { Embedding } from "../../core/vectors.js";
import type { ImageEncoder } from "../../inference/encoding/encoders.js";
import { readPicture } from "../../media/readPicture.js";
import { toKnownPicture, type KnownPicture } from "./knownPicture.js";

const rowSchema = z.strictObject({ file: z.string(), true: z.array(z.string()), false: z.array(z.string()) });
type Row = z.infer<typeof rowSchema>;

/**
 * Reads and encodes the photographs of a folder; `truth.jsonl` says of each which phrases of the bank are true and which
 * false. The recipe is `models/training/photographs.py`.
 *
 * @throws {KinodexError} `input` for a folder without such a file, a line of it that says something else, a phrase that is not in
 *   the bank, and a picture that cannot be read
 */
export async function* readPhotographs(
  folder: string,
  encoder: ImageEncoder,
  bank: ConceptBank,
): AsyncGenerator<KnownPicture> {
  const rows = await readTruth(join(folder, "truth.jsonl"));
  const phrases = phrasesOf(bank);
  for (const row of rows) {
    const stranger = [...row.true, ...row.false].find((phrase) => !phrases.has(phrase));
    if (stranger !== undefined)
      throw new KinodexError("input", `${row.file} in ${folder}: the bank of concepts has no "${stranger}"`, {
        folder,
      });
    const [embedding] = await encoder.encode([await readPicture(join(folder, row.file))]);
    yield toPhotograph(embedding as Embedding, row);
  }
}

async function readTruth(path: string): Promise<Row[]> {
  try {
    const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
    return lines.map((line) => rowSchema.parse(JSON.parse(line)));
  } catch (error) {
    const message = `${path} does not say what is true of photographs: ${toMessage(error)}. Each line is {"file", "true", "false"}.`;
    throw new KinodexError("input", message, { path }, error);
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

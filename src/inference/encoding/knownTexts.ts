import { KinodexError } from "../../core/errors.js";
import { toRows, type Embedding } from "../../core/vectors.js";
import type { TextEncoder } from "./encoders.js";
import { readVerified, type StatedFile } from "../session/verifiedFile.js";

/**
 * Embeddings of texts that a model is always asked for, as a file: the length of the list in bytes (uint32,
 * little-endian), the list of texts (a JSON array, filled up with spaces to whole words of 4 bytes), and float32
 * `[texts, dimension]`.
 */
export function toKnownTextsFile(texts: readonly string[], embeddings: readonly Embedding[]): Uint8Array {
  const json = JSON.stringify(texts);
  const list = Buffer.from(json.padEnd(json.length + ((4 - (Buffer.byteLength(json) % 4)) % 4)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(list.length);
  const rows = embeddings.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  return Buffer.concat([length, list, ...rows]);
}

/**
 * Reads what {@link toKnownTextsFile} wrote.
 *
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when it is not the expected one
 */
export async function readKnownTexts(file: StatedFile, dimension: number): Promise<ReadonlyMap<string, Embedding>> {
  const bytes = await readVerified(file);
  const start = 4 + bytes.readUInt32LE();
  const texts = JSON.parse(bytes.toString("utf8", 4, start)) as string[];
  const values = new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer);
  if (values.length !== texts.length * dimension)
    throw new KinodexError(
      "model",
      `${file.path} holds ${values.length} values for ${texts.length} texts of ${dimension}`,
    );
  const rows = toRows(values, dimension);
  return new Map(texts.map((text, n) => [text, rows[n] as Embedding]));
}

/** Answers known texts at once, and opens the encoder for the first other one. Embeddings belong to the receiver. */
export function rememberTexts(
  known: ReadonlyMap<string, Embedding>,
  about: Omit<TextEncoder, "encode">,
  open: () => Promise<TextEncoder>,
): TextEncoder {
  return {
    ...about,
    async encode(texts) {
      const others = texts.filter((text) => !known.has(text));
      const encoded = others.length > 0 ? (await (await open()).encode(others)).values() : [].values();
      return texts.map((text) => known.get(text)?.slice() ?? (encoded.next().value as Embedding));
    },
  };
}

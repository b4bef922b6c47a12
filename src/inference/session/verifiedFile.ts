import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { KinodexError, toMessage } from "../../core/errors.js";

/**
 * Bytes of a model's file, which are the expected ones.
 *
 * @param sha256 hexadecimal digest that the manifest states.
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when its digest differs.
 */
export async function readVerified(path: string, sha256: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new KinodexError(
      "environment",
      `cannot read the model file ${path}: ${toMessage(error)}. "kinodex models verify" shows what is missing.`,
      { path },
      error,
    );
  });
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === sha256) return bytes;
  throw new KinodexError(
    "model",
    `refused the model file ${path}: its SHA-256 is ${found}, its manifest says ${sha256}. Restore the file.`,
    { path, expected: sha256, found },
  );
}

/** Hexadecimal SHA-256 of a file of any size. */
export async function digestOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(path), digest);
  return digest.digest("hex");
}

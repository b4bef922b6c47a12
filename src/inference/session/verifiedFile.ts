import { createHash } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { KinodexError, toMessage } from "../../core/errors.js";

/** A file, and the digest that a manifest states of it. */
export interface StatedFile {
  readonly path: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Bytes that are read and hashed at a time. */
const blockBytes = 2 ** 20;

/**
 * Bytes of a small file of a model, which are the expected ones.
 *
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when its digest differs
 */
export async function readVerified(file: StatedFile): Promise<Buffer> {
  const bytes = await readFile(file.path).catch((error: unknown) => {
    throw toReadError(file.path, error);
  });
  checkDigest(file, createHash("sha256").update(bytes).digest("hex"));
  return bytes;
}

/**
 * Checks a file of any size without holding more than a little of it.
 *
 * Throws as {@link readVerified} does.
 *
 * @returns throws `model` when the file has been written to or replaced since it was checked: to be called once whoever
 *   reads it by its path has done so.
 */
export async function verifyFile(file: StatedFile): Promise<() => Promise<void>> {
  const { path } = file;
  const before = await stampOf(path);
  checkDigest(file, await digestOf(path));
  return async () => {
    if ((await stampOf(path)) === before) return;
    throw new KinodexError("model", `refused the model file ${path}: it changed while it was loaded`, { path });
  };
}

/**
 * Hexadecimal SHA-256 of a file of any size.
 *
 * @throws {KinodexError} `environment` when it cannot be read
 */
export async function digestOf(path: string): Promise<string> {
  try {
    await using handle = await open(path);
    const digest = createHash("sha256");
    const blocks = [0, 1].map(() => Buffer.allocUnsafe(blockBytes)) as [Buffer, Buffer];
    // One block is hashed while the next one is read.
    let reading = handle.read(blocks[0], 0, blockBytes);
    for (let n = 1; ; n += 1) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) return digest.digest("hex");
      reading = handle.read(blocks[n % 2] as Buffer, 0, blockBytes);
      digest.update(buffer.subarray(0, bytesRead));
    }
  } catch (error) {
    throw toReadError(path, error);
  }
}

/** Which file a path leads to, and its last change, which nobody can set back. */
async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, ctimeNs } = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw toReadError(path, error);
  });
  return [dev, ino, size, ctimeNs].join(" ");
}

function checkDigest({ path, sha256 }: StatedFile, found: string): void {
  if (found === sha256) return;
  throw new KinodexError(
    "model",
    `refused the model file ${path}: its SHA-256 is ${found}, its manifest says ${sha256}. Restore the file.`,
    { path, expected: sha256, found },
  );
}

function toReadError(path: string, error: unknown): KinodexError {
  return new KinodexError(
    "environment",
    `cannot read the model file ${path}: ${toMessage(error)}. "kinodex models verify" shows what is missing.`,
    { path },
    error,
  );
}

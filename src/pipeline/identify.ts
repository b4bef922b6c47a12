import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { KinodexError, toMessage } from "../core/errors.js";
import type { FileStamp } from "../store/catalog/records.js";

/** What tells, without reading it, whether a file is still the same. @throws {KinodexError} `input` when it is not there. */
export async function stampFile(path: string): Promise<FileStamp> {
  try {
    const found = await stat(path, { bigint: true });
    return { sizeBytes: Number(found.size), modifiedNs: found.mtimeNs, inode: found.ino };
  } catch (error) {
    throw new KinodexError("input", `cannot read ${path}: ${toMessage(error)}`, { path }, error);
  }
}

/** SHA-256 of a file's bytes, in hexadecimal: the identity of a video. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new KinodexError("input", `cannot read ${path}: ${toMessage(error)}`, { path }, error);
  }
  return hash.digest("hex");
}

/** A file and the bytes that it held when it was read. */
export interface IdentifiedFile {
  readonly path: string;
  /** SHA-256 of the bytes. */
  readonly videoId: string;
  /** Of before they were read. */
  readonly stamp: FileStamp;
  /** Ends all work on it. */
  readonly signal: AbortSignal;
}

/**
 * Identifies a file by its bytes.
 *
 * @throws {KinodexError} `input` when it cannot be read, or grows while it is: what is still being written is left to a
 * later run
 */
export async function identifyFile(path: string, signal: AbortSignal): Promise<IdentifiedFile> {
  const stamp = await stampFile(path);
  const file = { path, stamp, videoId: await hashFile(path, signal), signal };
  const now = await stampAgain(file);
  if (now.sizeBytes > stamp.sizeBytes) throw toGrown(path, stamp, now);
  return file;
}

/** The stamp of a file that was there before. @throws {KinodexError} `input` when it has gone. */
export async function stampAgain({ path }: Pick<IdentifiedFile, "path">): Promise<FileStamp> {
  return stampFile(path).catch((cause: unknown) => {
    const message = `${path} was moved or deleted while it was indexed. Index it where it is now: what is done is kept.`;
    throw new KinodexError("input", message, { path }, cause);
  });
}

export function toGrown(path: string, before: FileStamp, now: FileStamp): KinodexError {
  return new KinodexError(
    "input",
    `${path} grew from ${before.sizeBytes} to ${now.sizeBytes} bytes while it was read: it is still being written. ` +
      "Index it again when it is complete.",
    { path },
  );
}

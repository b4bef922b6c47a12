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

import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import { makeFolder } from "../../core/makeFolder.js";
import { digestOf } from "../../inference/session/verifiedFile.js";
import type { Repository, RepositoryFile } from "./repository/repository.js";

/** How far one file has arrived. */
export interface FileProgress {
  readonly path: string;
  readonly receivedBytes: number;
  readonly sizeBytes: number | undefined;
}

export interface FetchOptions {
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
  /** Stops; what has arrived is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** A file that is here: its SHA-256, hexadecimal, and its size. */
export interface FetchedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Tries of a file of which more arrives each time, and of one of which nothing more does. */
const [maxBreaks, maxIdleBreaks] = [20, 3];

/**
 * Fetches a file of a repository to `target`. It appears there when it is whole and the stated one; until then `.part` holds
 * what has arrived, and the next call goes on from it.
 *
 * @throws {KinodexError} `environment` when it cannot be fetched or written, `model` when another file arrives than the
 *   stated one, `interrupted` on `signal`
 */
export async function fetchFile(
  repository: Repository,
  file: RepositoryFile,
  target: string,
  options: FetchOptions = {},
): Promise<FetchedFile> {
  const partial = `${target}.part`;
  makeFolder(dirname(target));
  await fetchWhole(repository, file, partial, options);
  const { size: sizeBytes } = await stat(partial);
  const sha256 = await digestOf(partial);
  const fault = await faultOf(file, partial, { sha256, sizeBytes });
  if (fault) {
    await rm(partial, { force: true });
    const message = `refused ${file.path} of ${repository.id}: ${fault}. Nothing of it was kept; run it again.`;
    throw new KinodexError("model", message, { path: file.path, source: repository.source });
  }
  await rename(partial, target);
  return { sha256, sizeBytes };
}

/** Goes on until all has arrived, or nothing more does. */
async function fetchWhole(
  repository: Repository,
  file: RepositoryFile,
  partial: string,
  options: FetchOptions,
): Promise<void> {
  const { signal } = options;
  let arrived = await sizeOf(partial);
  let idleBreaks = 0;
  for (let breaks = 0; ; breaks += 1) {
    const before = arrived;
    const failure = await appendRest(repository, file, partial, options).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    arrived = await sizeOf(partial);
    if (signal?.aborted) {
      throw new KinodexError("interrupted", `stopped fetching ${repository.id}; run the command again to continue`, {});
    }
    const isShort = file.sizeBytes !== undefined && arrived < file.sizeBytes;
    if (!failure && !isShort) return;
    idleBreaks = arrived > before ? 0 : idleBreaks + 1;
    if (idleBreaks === maxIdleBreaks || breaks === maxBreaks || isLocal(failure?.error)) {
      throw toFailure(repository, file, arrived, failure?.error);
    }
  }
}

async function appendRest(
  repository: Repository,
  { path, sizeBytes }: RepositoryFile,
  partial: string,
  { onProgress, signal }: FetchOptions,
): Promise<void> {
  const existing = await sizeOf(partial);
  if (existing > 0 && existing === sizeBytes) return;
  const isTooLong = sizeBytes !== undefined && existing > sizeBytes;
  const { startByte, totalBytes, bytes } = await repository.read(path, isTooLong ? 0 : existing, signal);
  // before what is here is touched
  if (sizeBytes !== undefined && totalBytes !== undefined && totalBytes > sizeBytes) throw toTooMuch(sizeBytes);
  let receivedBytes = startByte;
  const counted = async function* () {
    for await (const chunk of bytes) {
      receivedBytes += chunk.length;
      if (sizeBytes !== undefined && receivedBytes > sizeBytes) {
        throw toTooMuch(sizeBytes);
      }
      onProgress?.({ path, receivedBytes, sizeBytes });
      yield chunk;
    }
  };
  const file = createWriteStream(partial, { flags: startByte > 0 ? "a" : "w" });
  await pipeline(counted, file, signal ? { signal } : {});
}

function toTooMuch(sizeBytes: number): Error {
  return new Error(`more than the stated ${sizeBytes} bytes arrive`);
}

/** What is wrong with a file that has arrived; an empty text when nothing is. */
async function faultOf({ digest, sizeBytes }: RepositoryFile, path: string, found: FetchedFile): Promise<string> {
  if (sizeBytes !== undefined && found.sizeBytes !== sizeBytes) {
    return `it has ${found.sizeBytes} bytes, the repository states ${sizeBytes}`;
  }
  if (!digest) return "";
  if ("sha256" in digest) {
    return digest.sha256 === found.sha256
      ? ""
      : `its SHA-256 is ${found.sha256}, the repository states ${digest.sha256}`;
  }
  const blob = await gitSha1Of(path, found.sizeBytes);
  return blob === digest.gitSha1 ? "" : `its git blob is ${blob}, the repository states ${digest.gitSha1}`;
}

async function gitSha1Of(path: string, sizeBytes: number): Promise<string> {
  const hash = createHash("sha1").update(`blob ${sizeBytes}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** A disk that is full stays full, and a refusal is one. */
function isLocal(error: unknown): boolean {
  return (
    isKinodexError(error) ||
    ["ENOSPC", "EACCES", "EROFS", "EDQUOT"].includes(String((error as NodeJS.ErrnoException)?.code))
  );
}

function toFailure(
  { id, source }: Repository,
  { path, sizeBytes }: RepositoryFile,
  arrived: number,
  error: unknown,
): KinodexError {
  if (isKinodexError(error)) return error;
  const cause = error instanceof Error && error.cause ? `${error.message}: ${toMessage(error.cause)}` : error;
  const why = cause === undefined ? `only ${arrived} of ${sizeBytes} bytes arrived` : toMessage(cause);
  const message = `cannot fetch ${path} of ${id}: ${why}. What has arrived is kept: run the command again to continue.`;
  return new KinodexError("environment", message, { path, source }, error);
}

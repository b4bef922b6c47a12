import { createWriteStream, existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { KinodexError, toMessage } from "../../core/errors.js";
import { makeFolder } from "../../core/makeFolder.js";
import { digestOf } from "../../inference/session/verifiedFile.js";
import { families } from "../families/families.js";
import type { ModelFile } from "../manifest/fields.js";
import { findModel } from "./knownModels.js";
import { placesOf } from "./modelFiles.js";

/** How far the download of one file is. */
export interface PullProgress {
  readonly file: string;
  readonly receivedBytes: number;
  readonly sizeBytes: number;
}

export interface PullOptions {
  readonly onProgress?: (progress: PullProgress) => void;
  /** Stops the download; what has arrived is kept and the next call goes on from there. */
  readonly signal?: AbortSignal;
}

/** What became of each file of a model. */
export interface PullReport {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly outcome: "present" | "downloaded" }[];
}

/**
 * Downloads the files of a model that have an address and are not there yet; the only thing here that uses the network.
 *
 * A file appears under its name once its SHA-256 is the stated one.
 *
 * @throws {KinodexError} `environment` for an unknown id, `environment` when a file cannot be fetched or written, `model`
 *   when what arrives is not the stated file, `interrupted` on `signal`.
 */
export async function pullModel(id: string, options: PullOptions = {}): Promise<PullReport> {
  const model = await findModel(id);
  const files: { path: string; outcome: "present" | "downloaded" }[] = [];
  for (const file of families.create(model.manifest).files) {
    const [beside, pulled] = placesOf(model, file);
    const present = [beside, pulled].find((place) => existsSync(place));
    if (present === undefined) await download(id, file, pulled, model.manifest.revision, options);
    files.push(present ? { path: present, outcome: "present" } : { path: pulled, outcome: "downloaded" });
  }
  return { id, files };
}

async function download(
  id: string,
  file: ModelFile,
  path: string,
  revision: string | undefined,
  options: PullOptions,
): Promise<void> {
  if (!file.url) {
    throw new KinodexError(
      "environment",
      `the model ${id} lacks ${file.file}, which has no address to fetch it from: it ships with Kinodex, restore the checkout`,
      { model: id, file: file.file },
    );
  }
  const url = file.url.replaceAll("{revision}", revision ?? "main");
  const partial = `${path}.part`;
  try {
    makeFolder(dirname(path));
    await fetchRest(url, partial, file, options);
  } catch (error) {
    if (options.signal?.aborted) {
      throw new KinodexError("interrupted", `stopped fetching ${url}; run it again to go on`, { url }, error);
    }
    const cause =
      error instanceof Error && error.cause ? `${error.message}: ${toMessage(error.cause)}` : toMessage(error);
    throw new KinodexError(
      "environment",
      `cannot fetch ${url} to ${path}: ${cause}. Run it again to go on.`,
      { url, path },
      error,
    );
  }
  const found = await digestOf(partial);
  if (found !== file.sha256) {
    await rm(partial, { force: true });
    throw new KinodexError(
      "model",
      `refused ${url}: the SHA-256 of what arrived is ${found}, the manifest of ${id} says ${file.sha256}`,
      { url, expected: file.sha256, found },
    );
  }
  await rename(partial, path);
}

/** Appends to `partial` what it still lacks; starts over when the server does not serve parts. */
async function fetchRest(url: string, partial: string, file: ModelFile, options: PullOptions): Promise<void> {
  const { signal, onProgress } = options;
  const existing = await stat(partial).then(
    ({ size }) => size,
    () => 0,
  );
  if (existing === file.sizeBytes) return;
  const start = existing < file.sizeBytes ? existing : 0;
  const headers: Record<string, string> = start > 0 ? { range: `bytes=${start}-` } : {};
  const response = await fetch(url, { headers, signal: signal ?? null });
  if (!response.ok || !response.body) throw new Error(`the server answers ${response.status} ${response.statusText}`);
  const resumes = response.status === 206;
  let receivedBytes = resumes ? start : 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      receivedBytes += chunk.length;
      if (receivedBytes > file.sizeBytes) throw new Error(`more than the stated ${file.sizeBytes} bytes arrive`);
      onProgress?.({ file: file.file, receivedBytes, sizeBytes: file.sizeBytes });
      yield chunk;
    }
  };
  const body = Readable.fromWeb(response.body);
  await pipeline(body, count, createWriteStream(partial, { flags: resumes ? "a" : "w" }), signal ? { signal } : {});
  if (receivedBytes < file.sizeBytes) throw new Error(`only ${receivedBytes} of ${file.sizeBytes} bytes arrived`);
}

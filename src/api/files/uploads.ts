import { FileStore } from "@tus/file-store";
import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { rename, statfs } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isKinodexError } from "../../core/errors.js";
import { makeFolder } from "../../core/makeFolder.js";
import { notePresence } from "../../core/presence.js";
import { VIDEO_EXTENSIONS } from "../../app/media.js";
import type { ServedIndex } from "../../app/servedIndex.js";
import type { JobService } from "../../app/jobService.js";
import { removeFile } from "../../app/removeFile.js";
import { ApiError } from "../problem.js";
import { openFinishedUploads, type FinishedUploads } from "./finishedUploads.js";
import type { Limits, ServerSettings } from "../settings.js";

/** Where uploads lie: `receiving` is what one request sends or gets, `resumable` belongs to tus, `stored` are whole files. */
export interface Uploads extends Disposable {
  readonly folder: string;
  /** Whether no other server had the folder open when this one opened it: then what lies there without a job is nobody's. */
  readonly isOnlyUser: boolean;
  /** Where tus keeps what it receives. */
  readonly resumable: FileStore;
  /** What tus received whole, of late. */
  readonly finished: FinishedUploads;
  /** Throws 413 above the cap, 507 when the quota or the disk has no room. */
  requireRoom(sizeBytes: number): Promise<void>;
  /** Streams a body to disk and gives the whole file's path. What was received is removed when it fails. */
  receive(body: Readable, name: string, signal: AbortSignal): Promise<string>;
  /**
   * Gives `work` the path of a file to make, which is removed afterwards, or at the next start of a server whose process
   * ended meanwhile.
   */
  withDraft<T>(work: (path: string) => Promise<T>): Promise<T>;
  /** Makes a received file a stored one and gives its path. */
  store(received: string, name: string): Promise<string>;
  /** Whether a path is a stored upload. */
  owns(path: string): boolean;
}

const expiryMs = 24 * 3600 * 1000;

/**
 * Opens the folder for uploads in an index. What a process that ended had half received in one request is removed, unless
 * another server has the folder open: it may be receiving that.
 */
export function openUploads(directory: string, limits: Limits): Uploads {
  makeFolder(join(directory, "uploads"));
  // However the folder of the index is named this time, what was stored in it is known by the same path.
  const folder = realpathSync.native(join(directory, "uploads"));
  const receiving = join(folder, "receiving");
  const resumable = join(folder, "resumable");
  const stored = join(folder, "stored");
  let isOnlyUser = false;
  const leave = notePresence(join(folder, "servers.lock"), () => {
    isOnlyUser = true;
    rmSync(receiving, { recursive: true, force: true });
  });
  for (const path of [receiving, resumable, stored]) makeFolder(path);

  const requireRoom = async (sizeBytes: number): Promise<void> => {
    if (sizeBytes > limits.uploadBytes)
      throw new ApiError(413, "too-large", `An upload has ${limits.uploadBytes} bytes at most.`);
    if (usedBytes([receiving, resumable, stored]) + sizeBytes > limits.uploadQuotaBytes)
      throw new ApiError(507, "quota", "The uploads together have reached the quota. Remove some videos.");
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize - sizeBytes < limits.freeBytes)
      throw new ApiError(507, "disk-full", "The disk has too little room left for this upload.");
  };

  const store = async (received: string, name: string): Promise<string> => {
    const path = join(stored, `${randomUUID().slice(0, 8)}-${toFileName(name)}`);
    await rename(received, path);
    return path;
  };

  const withDraft = async <T>(work: (path: string) => Promise<T>): Promise<T> => {
    const draft = join(receiving, randomUUID());
    try {
      return await work(draft);
    } finally {
      await removeFile(draft);
    }
  };

  return {
    folder,
    isOnlyUser,
    [Symbol.dispose]: leave,
    resumable: new FileStore({ directory: resumable, expirationPeriodInMilliseconds: expiryMs }),
    finished: openFinishedUploads(join(folder, "finished"), expiryMs),
    requireRoom,
    store,
    withDraft,
    owns: (path) => dirname(resolve(path)) === stored,

    receive: (body, name, signal) =>
      withDraft(async (draft) => {
        try {
          await pipeline(body, createCap(limits.uploadBytes), createWriteStream(draft, { flush: true }), { signal });
          return await store(draft, name);
        } catch (error) {
          throw toRefusal(error);
        }
      }),
  };
}

/**
 * What a last process left: stored files that nobody will index become jobs, those that nobody needs go. Where another
 * server has the uploads open, they are left to it.
 */
export async function adoptStoredUploads(
  { folder, isOnlyUser }: Uploads,
  service: JobService,
  index: ServedIndex,
  { pipeline: preset, limits: { jobsOpen } }: ServerSettings,
): Promise<void> {
  if (!isOnlyUser) return;
  const stored = join(folder, "stored");
  const known = await index.knownFiles();
  const jobs = await service.list({ limit: 100_000 });
  const orphans = readdirSync(stored)
    .map((name) => join(stored, name))
    .filter((path) => known.get(path) === undefined || known.get(path)?.state === "indexing");
  const adopted: string[] = [];
  for (const path of orphans) {
    const job = jobs.find((candidate) => candidate.path === path);
    if (job?.state === "cancelled") rmSync(path, { force: true });
    else if (!job || job.state === "done") adopted.push(path);
  }
  const { queued, running } = await service.counts();
  const fitting = adopted.slice(0, Math.max(0, jobsOpen - queued - running)); // the rest waits for the next start
  if (fitting.length > 0)
    await service.add(fitting.map((path) => ({ kind: "index", path, pipeline: preset, source: "upload" })));
}

/** A name for a file on disk: short, plain, with the extension of a video. */
function toFileName(name: string): string {
  const extension = extname(name).toLowerCase();
  const stem = name
    .slice(0, name.length - extension.length)
    .normalize() // macOS gives letters and their accents apart
    .replaceAll(/[^\p{L}\p{M}\p{N}_-]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  const short = Array.from(stem).slice(0, 60).join("") || "video";
  return `${short}${VIDEO_EXTENSIONS.has(extension) ? extension : ".mp4"}`;
}

function createCap(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new ApiError(413, "too-large", `An upload has ${maxBytes} bytes at most.`));
      else done(undefined, chunk);
    },
  });
}

function toRefusal(error: unknown): unknown {
  if (error instanceof ApiError || isKinodexError(error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return new ApiError(507, "disk-full", "The disk is full.");
  if (code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ABORT_ERR" || code === "ECONNRESET")
    return new ApiError(400, "incomplete", "The upload ended before it was complete.");
  return error;
}

function usedBytes(folders: readonly string[]): number {
  return folders
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []))
    .reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLongVideo } from "../samples/dataset/writeLongVideo.js";
import type { ModelIdentity } from "../src/core/modelIdentity.js";
import { formatVersion } from "../src/store/catalog/sqlite/catalogFile.js";
import { note } from "./note.js";

/** Where inputs are kept from run to run; delete it to make them anew. */
export const cacheFolder = process.env["KINODEX_BENCH"] || join(tmpdir(), "kinodex-bench");

/** A path in the cache; `make` writes what is not there yet, under another name that is dropped when it fails. */
export async function cached(name: string, make: (draft: string) => Promise<void>): Promise<string> {
  const path = join(cacheFolder, name);
  if (existsSync(path)) return path;
  note(`making ${path}`);
  await mkdir(cacheFolder, { recursive: true });
  const draft = join(cacheFolder, `draft-${name}`);
  await rm(draft, { recursive: true, force: true });
  await make(draft);
  await rename(draft, path);
  return path;
}

/** Names an index in the cache: one of another model or format is another. */
export function nameIndex(name: string, { hash }: ModelIdentity): string {
  return `${name}-${formatVersion}-${hash.slice(0, 12)}`;
}

/** A rendered video of scenes with a cut every few seconds. */
export async function renderedVideo(minutes: number, width: number, height: number): Promise<string> {
  return cached(`video-${minutes}min-${width}x${height}.mp4`, (file) =>
    writeLongVideo({ file, minutes, width, height, seed: 1 }),
  );
}

/** The first minutes of a video, as its bytes are. */
export async function beginningOf(video: string, minutes: number, name: string): Promise<string> {
  return cached(name, async (file) => {
    runFfmpeg(["-i", video, "-t", String(minutes * 60), "-c", "copy", "-movflags", "+faststart", file]);
  });
}

/** Runs ffmpeg to make an input. */
export function runFfmpeg(args: readonly string[]): void {
  const { status } = spawnSync("ffmpeg", ["-nostdin", "-loglevel", "error", "-y", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`ffmpeg ended with code ${status}: ${args.join(" ")}`);
}

/** Gives `work` a folder on the cache's disk that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "run-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../core/makeFolder.js";

/** An upload that arrived whole. */
export interface FinishedUpload {
  readonly sizeBytes: number;
  /** Where it is stored. */
  readonly path: string;
  readonly pipeline: string;
}

/** Uploads that arrived whole, for senders who did not hear that theirs did. */
export interface FinishedUploads {
  note(uploadId: string, upload: FinishedUpload): Promise<void>;
  find(uploadId: string): Promise<FinishedUpload | undefined>;
}

/** Opens the notes of finished uploads in a folder; each is kept for `keptMs`. */
export function openFinishedUploads(folder: string, keptMs: number): FinishedUploads {
  makeFolder(folder);
  const toFile = (uploadId: string): string | undefined =>
    /^[\w-]+$/.test(uploadId) ? join(folder, `${uploadId}.json`) : undefined;
  const deleteExpired = async (): Promise<void> => {
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      const noted = await stat(file).catch(() => undefined);
      if (noted && noted.mtimeMs + keptMs < Date.now()) await rm(file, { force: true });
    }
  };
  return {
    async note(uploadId, upload) {
      await deleteExpired();
      const file = toFile(uploadId);
      if (file !== undefined) await writeFile(file, JSON.stringify(upload), { flush: true });
    },
    async find(uploadId) {
      const file = toFile(uploadId);
      const noted = file === undefined ? undefined : await readFile(file, "utf8").catch(() => undefined);
      return noted === undefined ? undefined : (JSON.parse(noted) as FinishedUpload);
    },
  };
}

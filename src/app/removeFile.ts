import { rm } from "node:fs/promises";

/** Removes a file. Windows keeps one that ffmpeg has open, as for a picture: it is tried again. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true, maxRetries: 10 }); // without `recursive` nothing is retried
}

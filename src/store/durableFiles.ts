import { closeSync, fsyncSync, openSync } from "node:fs";
import { rename } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Makes renames and removals in a folder durable. Where a folder cannot be synced (Windows, some network drives), the
 * system is left to its own ways.
 */
export function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!["EINVAL", "ENOTSUP"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    closeSync(descriptor);
  }
}

const attempts = 10;
const pauseMs = 100;

/** Whether somebody reads the file, a virus scanner for one: Windows then renames and removes nothing. */
export function isHeldOpen(error: unknown): boolean {
  return ["EPERM", "EBUSY", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Renames a file over another one; on Windows it waits up to a second for readers of the other to close it. */
export async function replaceFile(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (process.platform !== "win32" || attempt === attempts || !isHeldOpen(error)) throw error;
      await delay(pauseMs);
    }
  }
}

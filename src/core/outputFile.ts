import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { link, rename, rm, stat, writeFile } from "node:fs/promises";
import { KinodexError, toMessage } from "./errors.js";

/** How {@link writeOutput} treats what is there. */
export interface WriteOutputOptions {
  /** Whether a file of that name is replaced. Default false. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Writes a file that somebody asked for, whole or not at all: it appears under its name when every byte is written.
 *
 * @throws {KinodexError} `usage` where a file of that name exists and may not be replaced, `environment` where it cannot
 *   be written; what was there before then stays as it was
 */
export async function writeOutput(
  file: string,
  content: string | Uint8Array,
  { overwrite = false }: WriteOutputOptions = {},
): Promise<void> {
  const known = await stat(file).catch(() => undefined);
  if (known && !known.isFile()) return writeInPlace(file, content); // a pipe or a terminal has no name to take
  if (known && !overwrite) throw toExists(file);
  const draft = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    await writeFile(draft, content, { flag: "wx", flush: true });
    if (overwrite) await rename(draft, file);
    else await takeName(draft, file);
  } catch (error) {
    throw toFailure(file, error);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Tells before work begins that {@link writeOutput} would refuse a place.
 *
 * @throws {KinodexError} `usage` where a file of that name exists and may not be replaced, for a folder, and for a file in
 *   a folder that does not exist
 */
export function checkOutput(file: string, { overwrite = false }: WriteOutputOptions = {}): void {
  const known = statSync(file, { throwIfNoEntry: false });
  if (known?.isDirectory()) throw new KinodexError("usage", `${file} is a folder: name a file in it`, { file });
  if (known?.isFile() && !overwrite) throw toExists(file);
  const folder = dirname(resolve(file));
  if (!known && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new KinodexError("usage", `cannot write ${file}: there is no folder ${folder}; make it, or name another`, {
      file,
    });
}

/** Gives a file a name that no other file has. */
async function takeName(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    await rename(draft, file); // a file system without hard links
  }
}

async function writeInPlace(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content).catch((error: unknown) => {
    throw toFailure(file, error);
  });
}

function toFailure(file: string, error: unknown): KinodexError {
  if ((error as NodeJS.ErrnoException).code === "EEXIST") return toExists(file);
  return new KinodexError("environment", `cannot write ${file}: ${toMessage(error)}`, { file }, error);
}

/** Refuses to write where something is already. */
export function toExists(file: string): KinodexError {
  return new KinodexError("usage", `${file} exists already: name another place, or give --overwrite`, { file });
}

import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, copyFile, mkdir, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { KinodexError, toMessage } from "../core/errors.js";

/** A program that an npm package brings along. */
export interface CarriedProgram {
  readonly path: string;
  /** As its package says it, e.g. `20181210-g0e8eb07980`. */
  readonly version: string;
}

/** The ffmpeg that @ffmpeg-installer carries for this platform; undefined where there is none. */
export function findCarried(): CarriedProgram | undefined {
  try {
    return createRequire(import.meta.url)("@ffmpeg-installer/ffmpeg") as CarriedProgram;
  } catch {
    return undefined;
  }
}

export interface RunnableOptions {
  /** Folders that may take a copy, best first. Default: {@link cacheFolders}. */
  readonly folders?: readonly string[];
  /** Sets the mode of a file of the package. Default: that of `node:fs`. */
  readonly setMode?: (path: string, mode: number) => Promise<void>;
}

/**
 * Gives a path at which a carried program can be run.
 *
 * Its package sets the executable bit in a script of its own, which `npm install --ignore-scripts` leaves out. The bit
 * is set where that is allowed; elsewhere, as in a folder that root installed, a copy is kept in the user's cache. A
 * program of another version, size or date gets a copy of its own. Any number of processes may do this at once.
 *
 * @throws {KinodexError} `environment` when the bit cannot be set and no copy can be made
 */
export async function makeRunnable(program: CarriedProgram, options: RunnableOptions = {}): Promise<string> {
  const { folders = cacheFolders(), setMode = chmod } = options;
  if (await isExecutable(program.path)) return program.path;
  await setMode(program.path, 0o755).catch(() => {}); // whether it helped is looked at next
  if (await isExecutable(program.path)) return program.path;
  const refusals: string[] = [];
  for (const folder of folders) {
    try {
      return await keepCopy(program, folder);
    } catch (error) {
      refusals.push(`${folder} (${toMessage(error)})`);
    }
  }
  throw new KinodexError(
    "environment",
    `${program.path} has no executable bit, and no copy could be kept in ${refusals.join(" or ")}. ` +
      "Make it executable, install ffmpeg 5 or later, or set FFMPEG_PATH.",
    { path: program.path },
  );
}

async function keepCopy(program: CarriedProgram, folder: string): Promise<string> {
  const { size, mtimeMs } = await stat(program.path);
  const copy = join(folder, `ffmpeg-${program.version.replace(/[^\w.-]/g, "_")}-${size}-${Math.round(mtimeMs)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await checkOwner(folder);
  if (await isExecutable(copy)) return copy;
  const partial = `${copy}.${randomUUID()}.part`;
  try {
    await copyFile(program.path, partial);
    await chmod(partial, 0o755);
    await rename(partial, copy);
  } finally {
    await rm(partial, { force: true });
  }
  return copy;
}

/** In a folder for everybody, somebody else could have put a program of theirs where ours is looked for. */
async function checkOwner(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder);
  if (process.getuid === undefined) return; // Windows: the folder is in the user's profile
  if (uid !== process.getuid() || (mode & 0o022) !== 0) throw new Error("others can write to it");
}

/** Where a user's programs keep what can be made again, by the platform's custom, and then the temporary folder. */
export function cacheFolders(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const home = environment["HOME"] || homedir();
  const custom = {
    win32: environment["LOCALAPPDATA"] || join(home, "AppData", "Local"),
    darwin: join(home, "Library", "Caches"),
  }[platform as string];
  const folder = custom ?? (environment["XDG_CACHE_HOME"] || join(home, ".cache"));
  return [join(folder, "kinodex"), join(tmpdir(), `kinodex-${process.getuid?.() ?? "cache"}`)];
}

/** Whether a path names a file that may be run. On Windows every file may. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile(); // a folder may be entered by the same right
  } catch {
    return false;
  }
}

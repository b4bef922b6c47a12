import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { KinodexError, toMessage } from "../core/errors.js";
import { describeName, toText } from "./fileNames.js";
import { sniffNonVideo } from "./sniff.js";

/** A file to index, or a path that could not be looked into. */
export type FoundVideo = { readonly path: string } | { readonly path: string; readonly problem: KinodexError };

/** What stands in a text for bytes that are not UTF-8. */
const replacement = "\uFFFD";

/** What a file in a folder must be called to be taken for a video. */
export const VIDEO_EXTENSIONS: ReadonlySet<string> = new Set(
  `3g2 3gp asf avi dv f4v flv gif h264 hevc ivf m1v m2ts m2v m4v mkv mov mp4 mpeg mpg mts mxf nut ogm ogv rm rmvb
   ts vob webm wmv wtv y4m`
    .split(/\s+/)
    .map((extension) => `.${extension}`),
);

/**
 * Finds the video files under files and folders, in order of name within each folder.
 *
 * Files in folders count by their extension, hidden ones are left out, and each folder is entered once whatever links
 * lead to it. A file that is named explicitly is always given. What cannot be read becomes a problem, never an error:
 * "not-found" or "input".
 */
export async function* findVideoFiles(paths: readonly string[]): AsyncGenerator<FoundVideo> {
  const entered = new Set<string>();
  for (const path of paths) {
    const kind = await stat(path).catch(async (cause: unknown) => (await findUnnamed(path)) ?? toProblem(path, cause));
    if (kind instanceof KinodexError) yield { path, problem: kind };
    else if (kind.isDirectory()) yield* walk(path, entered);
    else yield { path };
  }
}

async function* walk(folder: string, entered: Set<string>): AsyncGenerator<FoundVideo> {
  const realFolder = await realpath(folder).catch(() => folder);
  if (entered.has(realFolder)) return;
  entered.add(realFolder);
  const entries = await readEntries(folder).catch((cause: unknown) => toProblem(folder, cause));
  if (entries instanceof KinodexError) {
    yield { path: folder, problem: entries };
    return;
  }
  for (const { name, entry } of entries.toSorted((a, b) => compareNames(a.name, b.name))) {
    if (name.startsWith(".")) continue;
    if (!entry) {
      if (isWorthTelling(name)) yield { path: join(folder, name), problem: toUnnamed(join(folder, name)) };
      continue;
    }
    const path = join(folder, entry.name);
    const kind = await kindOf(entry, path);
    if (kind === "folder") yield* walk(path, entered);
    else if (VIDEO_EXTENSIONS.has(extname(entry.name).toLowerCase())) {
      if (kind === "file" && !(await isTypeScript(path))) yield { path };
      else if (kind instanceof KinodexError) yield { path, problem: kind };
    }
  }
}

interface Entry {
  /** For people where it is not UTF-8. */
  readonly name: string;
  /** Undefined where no text names it. */
  readonly entry: Dirent | undefined;
}

/** What a folder holds, also under names that are not UTF-8. */
async function readEntries(folder: string): Promise<readonly Entry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const named = entries.map((entry): Entry => ({ name: entry.name, entry }));
  if (!entries.some(({ name }) => name.includes(replacement))) return named;
  const names = await readdir(folder, { encoding: "buffer" });
  const unnamed = names.filter((name) => toText(name) === undefined);
  const garbled = new Set(unnamed.map((name) => name.toString()));
  return [
    ...named.filter(({ name }) => !garbled.has(name)),
    ...unnamed.map((name): Entry => ({ name: describeName(name), entry: undefined })),
  ];
}

/** The problem of a path that a caller could not give, as its name is not UTF-8; undefined for any other. */
async function findUnnamed(path: string): Promise<KinodexError | undefined> {
  if (!basename(path).includes(replacement)) return undefined;
  const names = await readdir(dirname(path), { encoding: "buffer" }).catch(() => []);
  const same = names.find((name) => toText(name) === undefined && name.toString() === basename(path));
  return same && toUnnamed(join(dirname(path), describeName(same)));
}

/** Whether a name that is not UTF-8 may be a video's or, without an extension, a folder's. */
function isWorthTelling(name: string): boolean {
  const extension = extname(name).toLowerCase();
  return extension === "" || VIDEO_EXTENSIONS.has(extension);
}

function toUnnamed(path: string): KinodexError {
  return new KinodexError("input", `${path} cannot be indexed: its name is not UTF-8. Rename it.`, { path });
}

/** Whether a `.ts` file in a folder is a program, and not an MPEG transport stream. */
async function isTypeScript(path: string): Promise<boolean> {
  if (extname(path).toLowerCase() !== ".ts") return false;
  const kind = await sniffNonVideo(path).catch(() => undefined);
  return kind === "a text file";
}

/** Undefined for sockets, devices and the like. */
async function kindOf(entry: Dirent, path: string): Promise<"file" | "folder" | KinodexError | undefined> {
  const target = entry.isSymbolicLink() ? await stat(path).catch((cause: unknown) => toProblem(path, cause)) : entry;
  if (target instanceof KinodexError) return target;
  if (target.isDirectory()) return "folder";
  return target.isFile() ? "file" : undefined;
}

/** By code point, so that the order is the same on every machine. */
function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toProblem(path: string, cause: unknown): KinodexError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new KinodexError("not-found", `${path} does not exist. Check the name.`, { path }, cause);
  const reason = code === "EACCES" || code === "EPERM" ? "permission denied" : (code ?? toMessage(cause));
  return new KinodexError("input", `${path} cannot be read (${reason}). Check its permissions.`, { path }, cause);
}

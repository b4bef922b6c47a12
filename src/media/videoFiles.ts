import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { KinodexError, toMessage } from "../core/errors.js";
import { sniffNonVideo } from "./sniff.js";

/** A file to index, or a path that could not be looked into. */
export type FoundVideo = { readonly path: string } | { readonly path: string; readonly problem: KinodexError };

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
    const kind = await stat(path).catch((cause: unknown) => toProblem(path, cause));
    if (kind instanceof KinodexError) yield { path, problem: kind };
    else if (kind.isDirectory()) yield* walk(path, entered);
    else yield { path };
  }
}

async function* walk(folder: string, entered: Set<string>): AsyncGenerator<FoundVideo> {
  const realFolder = await realpath(folder).catch(() => folder);
  if (entered.has(realFolder)) return;
  entered.add(realFolder);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => toProblem(folder, cause));
  if (entries instanceof KinodexError) {
    yield { path: folder, problem: entries };
    return;
  }
  for (const entry of entries.sort((a, b) => compareNames(a.name, b.name))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    const kind = await kindOf(entry, path);
    if (kind === "folder") yield* walk(path, entered);
    else if (VIDEO_EXTENSIONS.has(extname(entry.name).toLowerCase())) {
      if (kind === "file" && !(await isTypeScript(path))) yield { path };
      else if (kind instanceof KinodexError) yield { path, problem: kind };
    }
  }
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

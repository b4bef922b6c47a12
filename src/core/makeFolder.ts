import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { KinodexError, toMessage } from "./errors.js";

/**
 * Makes a folder, and those above it that are missing.
 *
 * One by one: where a file system refuses new folders with ENOENT, as /proc does, Node's recursive `mkdir` never ends.
 *
 * @throws {KinodexError} `environment` where it cannot be made
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  try {
    for (const path of missing) makeOne(path);
    if (!statSync(folder).isDirectory()) throw new Error("a file of that name is there");
  } catch (error) {
    const message = `cannot make the folder ${folder}: ${toMessage(error)}. Name another one, or check its permissions.`;
    throw new KinodexError("environment", message, { folder }, error);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST" && existsSync(path);
    if (!isThere) throw error; // else another process was faster
  }
}

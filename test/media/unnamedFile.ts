import { writeFileSync } from "node:fs";

/** Puts `caf\xE9.mp4`, a name in Latin-1, into a folder; false where the file system takes UTF-8 alone. */
export function writeUnnamed(folder: string): boolean {
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from("caf\xE9.mp4", "latin1")]), "");
    return true;
  } catch {
    return false;
  }
}

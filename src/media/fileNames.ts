import { isUtf8 } from "node:buffer";

/** A file's name as text; undefined where its bytes are not UTF-8, so that no text names it. */
export function toText(name: Buffer): string | undefined {
  return isUtf8(name) ? name.toString() : undefined;
}

/** A file's name for people, whatever its bytes: `caf\xE9.mp4` for one in Latin-1. */
export function describeName(name: Buffer): string {
  let shown = "";
  for (let at = 0; at < name.length;) {
    const length = [1, 2, 3, 4].find((bytes) => at + bytes <= name.length && isUtf8(name.subarray(at, at + bytes)));
    shown += length
      ? name.toString("utf8", at, at + length)
      : `\\x${(name[at] as number).toString(16).toUpperCase().padStart(2, "0")}`;
    at += length ?? 1;
  }
  return shown;
}

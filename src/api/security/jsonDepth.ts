import { ApiError } from "../problem.js";

const [quote, backslash] = [0x22, 0x5c];
const openers = new Set([0x5b, 0x7b]);
const closers = new Set([0x5d, 0x7d]);

/** Refuses JSON that nests deeper than `maxDepth`, before anything is parsed. */
export function checkJsonDepth(json: Uint8Array, maxDepth: number): void {
  let depth = 0;
  let inString = false;
  for (let n = 0; n < json.length; n += 1) {
    const byte = json[n] as number;
    if (inString) {
      if (byte === backslash) n += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (openers.has(byte)) depth += 1;
    else if (closers.has(byte)) depth -= 1;
    if (depth > maxDepth) throw new ApiError(400, "too-deep", `The body nests deeper than ${maxDepth} levels.`);
  }
}

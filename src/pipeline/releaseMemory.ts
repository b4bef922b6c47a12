import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Each takes some 40 ms from a decoder that would use every core. */
const onceIn = 4;

let collect: (() => void) | undefined;
let calls = 0;

/**
 * Gives back the memory of frames that are done with, at every fourth minute of video that is encoded.
 *
 * Frames wait for their batch long enough to count as old, and what is old lies until memory is short: over an hour of
 * video that came to 100 MB.
 */
export function releaseMemory(): void {
  calls += 1;
  if (calls % onceIn !== 0) return;
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}

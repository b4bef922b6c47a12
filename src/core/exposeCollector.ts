import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Lets `globalThis.gc` be called, as `node --expose-gc` does.
 *
 * It switches a flag of the engine, so it is for processes of Kinodex's own that index, never for those that import it.
 */
export function exposeCollector(): void {
  setFlagsFromString("--expose-gc");
  globalThis.gc ??= runInNewContext("gc") as NodeJS.GCFunction;
}

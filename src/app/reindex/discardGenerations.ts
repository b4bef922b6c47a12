import { hasStore } from "../../store/store.js";
import { removeGenerations } from "../../store/generations/generations.js";
import { KinodexError } from "../../core/errors.js";

/**
 * Removes what other models made of an index, so that there is nothing to go back to; tells whether there was anything.
 *
 * @throws {KinodexError} `not-found` without an index, `environment` while another process encodes into it
 */
export async function discardGenerations(directory: string): Promise<boolean> {
  if (!(await hasStore(directory)))
    throw new KinodexError("not-found", `there is no index in ${directory}`, { directory });
  return removeGenerations(directory, []);
}

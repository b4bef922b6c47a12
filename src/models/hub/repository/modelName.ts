import { KinodexError } from "../../../core/errors.js";

/** A repository of a hub, as people name it. */
export interface ModelName {
  /** `owner/name`. */
  readonly id: string;
  /** A branch, a tag or a commit. */
  readonly revision: string | undefined;
}

const part = String.raw`(?![.-])(?!\S*\.\.)[\w.-]{1,96}`;
const pattern = new RegExp(String.raw`^(${part}/${part})(?:@((?![/.-])(?!\S*\.\.)[\w./-]{1,200}))?$`);

/**
 * Reads `owner/name` or `owner/name@revision`.
 *
 * @throws {KinodexError} `usage` for anything else
 */
export function parseModelName(text: string): ModelName {
  const [, id, revision] = pattern.exec(text) ?? [];
  if (id !== undefined) return { id, revision };
  throw new KinodexError(
    "usage",
    `"${text}" names no model: give owner/name or owner/name@revision, as in Xenova/clip-vit-base-patch32, or a folder`,
    { name: text },
  );
}

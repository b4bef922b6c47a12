import type { AskedAnswerer } from "../app/answerer.js";
import type { Kinodex } from "../app/openKinodex.js";
import type { Output } from "./output.js";

/** What a command says of the index that it opens. */
export interface IndexChoice {
  readonly index: string;
  readonly model?: string | undefined;
  readonly answerer?: AskedAnswerer | undefined;
  readonly matcher?: string | undefined;
  readonly grounder?: string | undefined;
}

/**
 * Opens the index of a command; where there is none, only a command that `creates` makes one.
 *
 * The library is loaded here and not with the commands: help and completions answer three times as fast without it.
 *
 * @throws {KinodexError} what `openKinodex` throws
 */
export async function openIndex(
  { index, model, answerer, matcher, grounder }: IndexChoice,
  { note }: Output,
  { creates = false } = {},
): Promise<Kinodex> {
  const { openKinodex } = await import("../app/openKinodex.js");
  return openKinodex({ index, model, answerer, matcher, grounder, create: creates, onNotice: note });
}

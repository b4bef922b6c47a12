import { KinodexError } from "../core/errors.js";
import { createRetrievalAnswerer, type AnswererOptions } from "./retrievalAnswerer.js";
import type { VisualAnswerer } from "./visualAnswerer.js";

const builders: Readonly<Record<string, (options: AnswererOptions) => VisualAnswerer>> = {
  retrieval: createRetrievalAnswerer,
};

/** The answerer that is meant where none is named. */
export const defaultAnswerer = "retrieval";

/** The answerers that exist. */
export const answererNames: readonly string[] = Object.keys(builders);

/** Builds the answerer of a name. Throws `usage` with the known names where it is unknown. */
export function createAnswerer(name: string, options: AnswererOptions): VisualAnswerer {
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (build) return build(options);
  const known = answererNames.join(", ");
  throw new KinodexError("usage", `there is no answerer "${name}"; known: ${known}`, { name, known: answererNames });
}

import { readFileSync } from "node:fs";
import { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { toFault } from "../../core/schemaFault.js";

/** How often something stood in what a model was trained on. */
export interface Frequency {
  readonly pictures: number;
  readonly texts: number;
}

/** Counts of a model's training data. */
export interface Frequencies {
  /** Undefined for a name that was not looked for. */
  of(name: string): Frequency | undefined;
}

const counted = z.int().nonnegative();

const fileSchema = z.strictObject({
  what: z.string(),
  /** How many there were in all. */
  pictures: counted,
  texts: counted,
  /** By name, without article: in how many pictures and in how many texts it stood. */
  counts: z.record(z.string(), z.tuple([counted, counted])),
});

/**
 * Reads the counts that a model's manifest names.
 *
 * @throws {KinodexError} `model` where they are missing or no such file
 */
export function readFrequencies(path: string): Frequencies {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new KinodexError("model", `cannot read the frequencies ${path}: ${toMessage(error)}`, { path }, error);
  }
  const read = fileSchema.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0] as z.core.$ZodIssue;
    throw new KinodexError("model", `${path}: "${issue.path.join(".")}" ${toFault(issue)}`, { path });
  }
  const counts = new Map(Object.entries(read.data.counts));
  return {
    of(name) {
      const [pictures, texts] = counts.get(keyOf(name)) ?? [];
      return pictures === undefined || texts === undefined ? undefined : { pictures, texts };
    },
  };
}

/** A name as counts have it: lower-case words, without article and preposition; as `models/training/frequencies.py` does it. */
export function keyOf(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)?/gu) ?? [];
  return words.join(" ").replace(/^(?:(?:in|on|at|by|under|among) )?(?:(?:a|an|the) )?(?=.)/, "");
}

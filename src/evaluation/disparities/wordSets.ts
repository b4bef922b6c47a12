import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import { toFault } from "../../core/schemaFault.js";

const wordSetSchema = z.strictObject({
  name: z.string().min(1),
  words: z.string().transform((words) => words.split(",").map((word) => word.trim())),
});

/** Words for one thing. */
export type WordSet = z.output<typeof wordSetSchema>;

const testSchema = z.strictObject({
  name: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  first: wordSetSchema,
  second: wordSetSchema,
  firstAttributes: wordSetSchema,
  secondAttributes: wordSetSchema,
});

/** Two sets of targets and the two sets of attributes between which they may be parted. */
export type WordTest = z.output<typeof testSchema>;

const associationsSchema = z.strictObject({
  sentences: z.array(z.string().includes("{word}")).min(1),
  tests: z.array(testSchema).min(1),
  pictures: z.array(z.string()),
});

/** What `associations.yaml` holds. */
export type AssociationWords = z.output<typeof associationsSchema>;

const folder = join(packageRoot, "src", "evaluation", "disparities");

/** The published sets that ship. */
export const loadAssociationWords = (): AssociationWords =>
  associationsSchema.parse(parse(readFileSync(join(folder, "associations.yaml"), "utf8")));

/** The file in a dataset's folder that holds searches of its own. */
export const neutralQueriesFile = "neutral-queries.yaml";

const queriesSchema = z.array(z.string().trim().min(1)).min(1);

/**
 * Searches that ask for no group: those of a file, else those that ship.
 *
 * @throws {KinodexError} `input` for a file that holds no list of sentences
 */
export function loadNeutralQueries(path = join(folder, "neutralQueries.yaml")): readonly string[] {
  const fail = (problem: string, cause?: unknown) =>
    new KinodexError("input", `${path}: ${problem}; a YAML list of sentences is expected`, { path }, cause);
  let value: unknown;
  try {
    value = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw fail(toMessage(error), error);
  }
  const read = queriesSchema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  throw fail(`${issue.path.length > 0 ? `line ${String(issue.path[0])} of the list` : "it"} ${toFault(issue)}`);
}

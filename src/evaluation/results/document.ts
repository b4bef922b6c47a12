import { z } from "zod";
import { readFileSync } from "node:fs";
import { KinodexError, toMessage } from "../../core/errors.js";
import { toFault } from "../../core/schemaFault.js";

const record = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value);

const notExaminedSchema = z.object({ task: z.string().optional(), place: z.string(), reason: z.string() });

/** A results file, in the shape of lm-evaluation-harness; src/evaluation/README.md tells each key. */
const documentSchema = z.object({
  schema: z.literal("vlmeval-ts/1"),
  /** By task: `"FIGURE,none"`, with `"FIGURE_stderr,none"` and `"FIGURE_interval,none"`; `chance`, `temporal_gain`, … */
  results: record(record(z.unknown())),
  groups: record(record(z.number())),
  group_subtasks: record(z.array(z.string())),
  configs: record(record(z.unknown())),
  versions: record(z.string()),
  "n-shot": record(z.number()),
  higher_is_better: record(record(z.boolean())),
  "n-samples": record(z.object({ original: z.number(), effective: z.number() })),
  /** By task, then by control: its figures. */
  baselines: record(record(record(z.number()))),
  /** By task and figure: what it is, what it is held to, and what it is made of. */
  figures: record(record(record(z.unknown()))),
  /** Tasks that did not run, and why. */
  skipped: record(z.string()),
  not_examined: z.array(notExaminedSchema),
  config: z.object({
    model: z.string(),
    model_hash: z.string(),
    model_args: record(z.unknown()),
    frames: z.object({ policy: z.string(), n: z.number() }),
    phrases: z.string().nullable(),
    random_seed: z.number(),
    bootstrap_iters: z.number(),
    limit: z.number().nullable(),
  }),
  data: z.object({
    name: z.string(),
    sha256: z.string(),
    clips: z.array(record(z.unknown())),
    /** Labelled pictures and videos that were shown. */
    media: z.array(record(z.unknown())),
  }),
  /** Of the samples beside it: how many lines, and SHA-256 of the file. */
  samples: z.object({ count: z.number(), sha256: z.string() }),
  git_hash: z.string(),
  task_hashes: record(z.string()),
  versions_env: record(z.string()),
  date: z.number(),
  total_evaluation_time_seconds: z.string(),
});

/** What a run found out. */
export type ResultsDocument = z.output<typeof documentSchema>;

/** The key under which a figure stands; nothing filters answers here, as lm-evaluation-harness could. */
export const keyOfFigure = (figure: string): string => `${figure},none`;

/** A figure of a task; undefined where the run has none of that name. */
export function figureOf({ results }: ResultsDocument, task: string, figure: string): number | undefined {
  const value = results[task]?.[keyOfFigure(figure)];
  return typeof value === "number" ? value : undefined;
}

/** The 95 % interval of a figure, where it has one. */
export function intervalOf({ results }: ResultsDocument, task: string, figure: string) {
  const value = results[task]?.[keyOfFigure(`${figure}_interval`)];
  return Array.isArray(value) ? (value as unknown as readonly [number, number]) : undefined;
}

/** As it is written to a file. */
export const toResultsText = (document: ResultsDocument): string => `${JSON.stringify(document, undefined, 1)}\n`;

/**
 * Reads a results file.
 *
 * @throws {KinodexError} `not-found` where it is not there, `input` where it is none
 */
export function readResults(path: string): ResultsDocument {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === "ENOENT" ? "not-found" : "input";
    throw new KinodexError(code, `cannot read the results ${path}: ${toMessage(error)}`, { path }, error);
  }
  const read = documentSchema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  throw new KinodexError(
    "input",
    `${path} holds no results of "kinodex evaluate run": "${issue.path.join(".")}" ${toFault(issue)}`,
    { path },
  );
}

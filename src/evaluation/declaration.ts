import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { KinodexError } from "../core/errors.js";
import { packageRoot } from "../core/paths.js";
import { toFault } from "../core/schemaFault.js";
import { capabilities } from "../models/capabilities.js";
import { outputTypes } from "./outputTypes.js";
import { needsOfMade } from "./needsOfMade.js";

/** What a task is about. */
export const areas = [
  "time",
  "retrieval",
  "confidence",
  "answers",
  "captions",
  "hallucination",
  "consistency",
  "language",
  "classification",
  "disparities",
  "memorisation",
] as const;
export type Area = (typeof areas)[number];

/** What every task says of itself. */
const common = {
  /** Grows whenever figures of before and after could not be compared. */
  version: z.int().min(1),
  /** One sentence for people, without its full stop. */
  what: z.string().regex(/^\p{L}.*[^.]$/su),
  area: z.enum(areas),
  outputType: z.enum(outputTypes),
  /** What examples must share to depend on each other; intervals are over these. */
  cluster: z.enum(["source video", "query"]),
  /** Sets of capabilities; a model needs all of one of them. */
  requires: z.array(z.array(z.enum(capabilities)).min(1)),
  /** The figure that a list of tasks shows, and that runs are compared by. */
  headline: z.string().min(1),
  /** What guessing gives, by figure; missing where it depends on the data, which then says it. */
  chance: z.record(z.string(), z.number()).default({}),
  /** Figures that are better the lower they are; `*` stands for any letters. */
  lowerIsBetter: z.array(z.string()).default([]),
};

/** A stretch of a made clip, in terms of the source clips `a` and `b`. */
const partSchema = z.strictObject({
  of: z.enum(["a", "b"]),
  /** Where it begins and ends in its source, as shares of it. */
  from: z.number().min(0).max(1).default(0),
  to: z.number().min(0).max(1).default(1),
  /** How it is played. */
  as: z.enum(["forwards", "reversed", "frozen"]).default("forwards"),
  /** How often in a row. */
  times: z.int().min(1).max(8).default(1),
  /** Seconds that it is slowed down or sped up to. Default: as long as it is. */
  lasts: z.number().positive().optional(),
  /** Every second frame of the source only, so that two clips of one source share none. */
  frames: z.enum(["all", "odd", "even"]).default("all"),
});
export type ClipPart = z.output<typeof partSchema>;

/** A part may be its source alone. */
const recipeSchema = z
  .array(z.preprocess((part) => (typeof part === "string" ? { of: part } : part), partSchema))
  .min(1);

/** How the examples of a task are made from unlabelled clips. */
const madeSchema = z
  .strictObject({
    ...common,
    from: z.literal("clips"),
    /** What is shown: with `options`, the clip that they are compared with. */
    clips: z.array(recipeSchema).min(1).max(3),
    /**
     * Sentences about the clips, in which `{a}` and `{b}` stand for phrases: the first is true of the first clip alone, …
     * Of `yes-no` one that says yes and one that says no; of `localise` what is looked for.
     */
    texts: z.array(z.string().min(1)).optional(),
    /** Of `yes-no`: what those are asked who take questions. */
    question: z.string().min(1).optional(),
    /** Of `yes-no`: the right answer of each clip. */
    answers: z.array(z.enum(["yes", "no"])).optional(),
    /** Of `localise`: the source that is looked for. */
    when: z.enum(["a", "b"]).optional(),
    /** Clips instead of sentences, of which the first is the right one. */
    options: z.array(recipeSchema).min(2).optional(),
    /** Whether sources in which nothing moves are left out. */
    needsMotion: z.boolean().default(false),
  })
  .superRefine((made, context) => {
    const unmet = needsOfMade[made.outputType].find(({ isMet }) => !isMet(made));
    if (unmet) context.addIssue({ code: "custom", message: unmet.must });
  });

/** A task that measures an index of labelled videos; its code is the file of the same name. */
const indexSchema = z.strictObject({ ...common, from: z.literal("index") });

/** What examples can be made of what people wrote of videos. */
const madeLabels = ["polls", "foils", "word-orders", "fits", "questions"] as const;
export type MadeLabels = (typeof madeLabels)[number];

/** A task whose examples people labelled: all of its output type that the data has. */
const labelledSchema = z.strictObject({
  ...common,
  from: z.literal("labels"),
  /** Of captions whether they answer a question. */
  answersQuestions: z.boolean().default(false),
  /** What is made of the descriptions and `shown` of videos. Default: nothing, people made the examples. */
  makes: z.enum(madeLabels).optional(),
});

/** A task about pictures and videos that have labels as a whole; its code is the file of the same name. */
const mediaSchema = z.strictObject({ ...common, from: z.literal("media") });

/** A task that measures an index by what people said of its hits; its code is the file of the same name. */
const marksSchema = z.strictObject({ ...common, from: z.literal("marks") });

const declarationSchema = z.discriminatedUnion("from", [
  madeSchema,
  labelledSchema,
  indexSchema,
  mediaSchema,
  marksSchema,
]);
type Source = z.output<typeof declarationSchema>["from"];

/** A validated YAML file, and what tells whether it changed. */
export type Declared<From extends Source = Source> = Extract<
  z.output<typeof declarationSchema>,
  { readonly from: From }
> & {
  readonly name: string;
  /** SHA-256 of the file. */
  readonly hash: string;
};

const folder = join(packageRoot, "src", "evaluation", "tasks");

/**
 * Reads the declaration of a task: `tasks/NAME.yaml`.
 *
 * @throws {KinodexError} `usage`, naming the line, for a file that is not valid
 */
export function readDeclaration<From extends Source>(name: string, from: From): Declared<From> {
  const path = join(folder, `${name}.yaml`);
  return parseDeclaration(readFileSync(path, "utf8"), name, from, path);
}

/** Reads a declaration from YAML; `path` is for messages. See {@link readDeclaration}. */
export function parseDeclaration<From extends Source>(
  yaml: string,
  name: string,
  from: From,
  path: string,
): Declared<From> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const [broken] = document.errors;
  const fail = (line: number, problem: string) =>
    new KinodexError("usage", `${path}:${line}: ${problem}`, { path, line });
  if (broken) throw fail(lines.linePos(broken.pos[0]).line, `not valid YAML: ${broken.message}`);
  const read = declarationSchema.safeParse(document.toJS());
  if (!read.success) {
    const issue = read.error.issues[0] as z.core.$ZodIssue;
    const subject = issue.path.length > 0 ? `"${issue.path.join(".")}"` : "the file";
    throw fail(lineOf(document, issue.path, lines), `${subject} ${toFault(issue)}`);
  }
  if (read.data.from !== from) throw fail(1, `"from" must be ${from}`);
  const hash = createHash("sha256").update(yaml).digest("hex");
  return { ...read.data, name, hash } as unknown as Declared<From>;
}

function lineOf(document: Document, keys: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Whether a figure of a task is better the higher it is. */
export function isHigherBetter({ lowerIsBetter }: Pick<Declared, "lowerIsBetter">, figure: string): boolean {
  return !lowerIsBetter.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(figure));
}

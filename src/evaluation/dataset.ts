import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { conceptKinds, type ConceptKind } from "../annotators/concepts/conceptBank.js";
import type { CaptionTruth } from "./metrics/captioning/phraseTruth.js";
import { KinodexError } from "../core/errors.js";
import type { Span } from "../core/span.js";

/** Something that happens in a video. */
export interface LabelledEvent extends Span {
  readonly text: string;
}

/** A question about a video and its answer; one of `options`, where there are some. */
export interface LabelledQuestion {
  readonly question: string;
  readonly answer: string;
  readonly options?: readonly string[] | undefined;
  /** What sort of question it is, in the words of the dataset. */
  readonly kind?: string | undefined;
}

/** A video and what is true of it. */
export interface LabelledVideo {
  /** Absolute. */
  readonly path: string;
  readonly durationSeconds: number;
  /** Sentences that describe the video; the first is its caption. Not empty. */
  readonly captions: readonly string[];
  /** In order of their start. */
  readonly events: readonly LabelledEvent[];
  readonly questions: readonly LabelledQuestion[];
  /** All that can be seen, in time order; empty where not all of it is known. */
  readonly shown: readonly CaptionTruth[];
  /** Path of the video that shows the same in the opposite order. */
  readonly twinPath?: string | undefined;
  /** How the two differ, in the words of the dataset. */
  readonly twinKind?: string | undefined;
  /** Whether it was drawn by `samples/`, so that its truth is exact. */
  readonly rendered: boolean;
  /** Whether no model of this package has seen its combination of actor, colour and event in training. */
  readonly unseen: boolean;
}

/** Videos with ground truth: a folder with a `manifest.jsonl`, see README.md. */
export interface Dataset {
  /** Of the folder. */
  readonly name: string;
  readonly directory: string;
  readonly videos: readonly LabelledVideo[];
}

const seconds = z.number().nonnegative();

/** A question may be without an answer, where nobody knows it; it is left out. */
const questionSchema = z
  .object({
    question: z.string().min(1),
    kind: z.string().optional(),
    answer: z.string().nullable(),
    options: z.array(z.string()).min(2).nullish(),
  })
  .refine(
    ({ answer, options }) => answer === null || !options || options.includes(answer),
    "the answer is not among the options",
  );

const factsSchema = z.object(
  Object.fromEntries(conceptKinds.map((kind) => [kind, z.array(z.string())])) as Record<
    ConceptKind,
    z.ZodArray<z.ZodString>
  >,
);

/** One line of a manifest. Further fields are allowed. */
const rowSchema = z.object({
  file: z.string().min(1),
  kind: z.string().optional(),
  duration: z.number().positive(),
  descriptions: z.array(z.object({ text: z.string().min(1) })).min(1),
  events: z.array(z.object({ start: seconds, end: seconds, text: z.string().min(1) })).default([]),
  qa: z.array(questionSchema).default([]),
  shown: z.array(z.object({ start: seconds, end: seconds, true: factsSchema })).default([]),
  twin: z.string().optional(),
  twinKind: z.string().optional(),
  unseen: z.boolean().default(false),
});

/**
 * Reads a dataset.
 *
 * @throws {KinodexError} `not-found` without its manifest or a video, and `input`, naming the line, for a bad one
 */
export function readDataset(directory: string): Dataset {
  const folder = resolve(directory);
  const path = join(folder, "manifest.jsonl");
  if (!existsSync(path)) {
    throw new KinodexError(
      "not-found",
      `${path} is not there: a dataset is a folder with videos and a manifest.jsonl (src/evaluation/README.md)`,
      { path },
    );
  }
  const videos = readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, n) => (line.trim() ? [toVideo(line, folder, `${path}:${n + 1}`)] : []));
  if (videos.length === 0) throw new KinodexError("input", `${path} is empty: one JSON object a line is expected`);
  return { name: basename(folder), directory: folder, videos };
}

function toVideo(line: string, folder: string, place: string): LabelledVideo {
  const parsed = rowSchema.safeParse(parseJson(line, place));
  if (!parsed.success) throw new KinodexError("input", `${place}: ${z.prettifyError(parsed.error)}`, { place });
  const { file, kind, duration, descriptions, events, qa, shown, twin, twinKind, unseen } = parsed.data;
  const video = join(folder, file);
  if (!existsSync(video)) throw new KinodexError("not-found", `${place}: the video ${video} is not there`, { video });
  return {
    path: video,
    durationSeconds: duration,
    captions: descriptions.map(({ text }) => text),
    events: events
      .filter(({ start, end }) => end > start)
      .map(({ start, end, text }) => ({ startSeconds: start, endSeconds: end, text }))
      .sort((a, b) => a.startSeconds - b.startSeconds),
    questions: qa.flatMap(({ question, kind: sort, answer, options }) =>
      answer === null ? [] : [{ question, answer, options: options ?? undefined, kind: sort }],
    ),
    shown: shown.map(({ start, end, true: facts }) => ({ startSeconds: start, endSeconds: end, true: facts })),
    twinPath: twin === undefined ? undefined : join(folder, twin),
    twinKind,
    rendered: kind === "rendered",
    unseen,
  };
}

function parseJson(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new KinodexError("input", `${place} is not JSON: one object a line is expected`, { place }, error);
  }
}

import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { conceptKinds, type ConceptKind } from "../annotators/concepts/conceptBank.js";
import { KinodexError, toMessage } from "../core/errors.js";
import { toFault } from "../core/schemaFault.js";
import type { NotExamined } from "./clips/clip.js";
import { loadNeutralQueries, neutralQueriesFile } from "./disparities/wordSets.js";
import { fromVideos } from "./labels/fromVideos.js";
import type { LabelledFile } from "./media/labelledFile.js";
import { labelFields, toLabels } from "./media/mediumLabels.js";
import { isPictureName, readClassFolders } from "./media/readClassFolders.js";
import type { Dataset, LabelledEvent, LabelledQuestion, LabelledVideo } from "./dataset.js";

const seconds = z.number().nonnegative();

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
  qa: z
    .array(
      z.object({
        question: z.string().min(1),
        kind: z.string().optional(),
        answer: z.string().nullable(),
        options: z.array(z.string()).min(2).nullish(),
      }),
    )
    .default([]),
  shown: z.array(z.object({ start: seconds, end: seconds, true: factsSchema })).default([]),
  twin: z.string().optional(),
  twinKind: z.string().optional(),
  unseen: z.boolean().default(false),
  ...labelFields,
});
type Row = z.output<typeof rowSchema>;

/** Of what has labels as a whole, nothing that happens in it need be known. */
const mediaRowSchema = rowSchema.extend({
  duration: rowSchema.shape.duration.optional(),
  descriptions: rowSchema.shape.descriptions.optional(),
});
type MediaRow = z.output<typeof mediaRowSchema>;

/** Whether a line is about a picture, has a label of a whole video, or only says what is not there. */
const isMediaRow = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (["label", "names", "groups", "split", "rejected"].some((key) => key in value) ||
    ("file" in value && isPictureName(String(value.file))));

/** Hears what cannot be used, and of which task it is not the data's fault. */
type Tell = (reason: string, task?: string) => void;

/**
 * Reads a dataset. What cannot be used of it is listed with its line and reason, and the rest is taken.
 *
 * @throws {KinodexError} `not-found` without its manifest, `input` where no line of it can be used
 */
export function readDataset(directory: string): Dataset {
  const folder = resolve(directory);
  const path = join(folder, "manifest.jsonl");
  if (!existsSync(path)) {
    const found = existsSync(folder) ? readClassFolders(folder) : undefined;
    if (found) return { ...withQueries(folder, [...found.faults]), videos: [], examples: [], media: found.files };
    throw new KinodexError(
      "not-found",
      `${path} is not there: a dataset is a folder with videos and a manifest.jsonl, or with a folder of pictures or ` +
        "videos for each class, or annotations of a format of the field (src/evaluation/README.md)",
      { path },
    );
  }
  const faults: NotExamined[] = [];
  const videos: LabelledVideo[] = [];
  const media: LabelledFile[] = [];
  const lineOf = new Map<string, number>();
  for (const [n, line] of readFileSync(path, "utf8").split("\n").entries()) {
    if (!line.trim()) continue;
    const tell: Tell = (reason, task) => faults.push({ task, place: `${basename(path)}:${n + 1}`, reason });
    const row = readRow(line, tell);
    const filePath = row && findFile(row.file, folder, tell);
    if (!row || filePath === undefined) continue;
    const before = lineOf.get(filePath);
    lineOf.set(filePath, before ?? n + 1);
    if (before !== undefined) {
      tell(`${row.file} stands in line ${before} already`);
      continue;
    }
    const file = toLabelledFile(row, filePath, toName(folder, filePath));
    if (isLabelled(file)) media.push(file);
    else if (file.isPicture) tell('a picture needs one of "label", "names", "groups" and "split"');
    if (isVideoRow(row) && !file.isPicture) videos.push(toVideo(row, folder, tell));
  }
  const nameOf = (video: LabelledVideo) => toName(folder, video.path);
  if (videos.length + media.length > 0)
    return { ...withQueries(folder, faults), videos, examples: fromVideos(videos, nameOf), media };
  const [fault] = faults;
  const why = fault ? `holds nothing that can be used: ${fault.place}: ${fault.reason}` : "is empty";
  throw new KinodexError("input", `${path} ${why}; one JSON object a line is expected`, { path });
}

const toName = (folder: string, path: string): string => relative(folder, path).split(sep).join("/");

/** What a folder is called, and the searches that it brings. */
function withQueries(folder: string, faults: NotExamined[]) {
  const path = join(folder, neutralQueriesFile);
  let neutralQueries: readonly string[] | undefined;
  try {
    if (existsSync(path)) neutralQueries = loadNeutralQueries(path);
  } catch (error) {
    faults.push({ place: neutralQueriesFile, reason: toMessage(error) });
  }
  return { name: basename(folder), directory: folder, neutralQueries, faults };
}

function findFile(file: string, folder: string, tell: Tell): string | undefined {
  const path = join(folder, file);
  if (existsSync(path)) return path;
  tell(`the ${isPictureName(file) ? "picture" : "video"} ${file} is not there`);
  return undefined;
}

function toLabelledFile(row: MediaRow, path: string, name: string): LabelledFile {
  const captions = (row.descriptions ?? []).map(({ text }) => text);
  return { name, path, isPicture: isPictureName(name), labels: toLabels(row, captions) };
}

const isLabelled = ({ labels: { ofClass, groups, split } }: LabelledFile): boolean =>
  ofClass !== undefined || split !== undefined || Object.keys(groups).length > 0;

const isVideoRow = (row: MediaRow): row is Row => row.duration !== undefined && row.descriptions !== undefined;

function readRow(line: string, tell: Tell): MediaRow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    tell("it is not JSON: one object a line is expected");
    return undefined;
  }
  const parsed = (isMediaRow(value) ? mediaRowSchema : rowSchema).safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  tell(`${issue.path.length > 0 ? `"${issue.path.join(".")}"` : "the line"} ${toFault(issue)}`);
  return undefined;
}

function toVideo(row: Row, folder: string, tell: Tell): LabelledVideo {
  const { file, kind, duration, descriptions, shown, twin, twinKind, unseen } = row;
  return {
    path: join(folder, file),
    durationSeconds: duration,
    captions: descriptions.map(({ text }) => text),
    events: readEvents(row, tell),
    questions: readQuestions(row, tell),
    shown: shown.map(({ start, end, true: facts }) => ({ startSeconds: start, endSeconds: end, true: facts })),
    twinPath: twin === undefined ? undefined : join(folder, twin),
    twinKind,
    rendered: kind === "rendered",
    unseen,
  };
}

/** People who label videos round up. */
const slackSeconds = 0.5;

function readEvents({ events, duration }: Row, tell: Tell): LabelledEvent[] {
  const faultOf = ({ start, end }: Row["events"][0]): string | undefined => {
    if (end <= start) return `ends at ${end} s, and begins at ${start} s`;
    return start < duration && end <= duration + slackSeconds
      ? undefined
      : `lies outside the video: it goes from ${start} s to ${end} s, the video to ${duration} s`;
  };
  return events
    .filter((event) => {
      const fault = faultOf(event);
      if (fault !== undefined) tell(`the event "${event.text}" ${fault}`);
      return fault === undefined;
    })
    .map(({ start, end, text }) => ({ startSeconds: start, endSeconds: end, text }))
    .sort((a, b) => a.startSeconds - b.startSeconds);
}

function readQuestions({ qa }: Row, tell: Tell): LabelledQuestion[] {
  return qa.flatMap(({ question, kind, answer, options }, n): LabelledQuestion[] => {
    const omit = (reason: string): [] => {
      tell(`the question "${question}" ${reason}`);
      return [];
    };
    if (answer === null) {
      tell(`nobody knows the answer to "${question}"`, "questions");
      return [];
    }
    if (options && new Set(options).size < options.length) return omit("has two equal options");
    if (options && !options.includes(answer)) return omit(`has the answer "${answer}", which is none of its options`);
    if (qa.findIndex((other) => other.question === question) < n) return omit("is asked twice");
    return [{ question, kind, answer, options: options ?? undefined }];
  });
}

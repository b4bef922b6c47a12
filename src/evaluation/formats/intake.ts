import { statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { toFault } from "../../core/schemaFault.js";
import type { NotExamined } from "../clips/clip.js";
import type { LabelledExample, LabelledMedium } from "../labels/labelledExample.js";
import type { AnnotationRow } from "./annotationFile.js";
import { faultOfExample } from "./faultOfExample.js";

/** Where a format keeps its media. */
export interface MediaPlaces {
  readonly isPicture: boolean;
  /** Folders that are looked into, beside the one that is named. */
  readonly folders: readonly string[];
}

/** Takes what formats read, and hears of what cannot be used; the rest is taken. */
export interface Intake {
  readonly examples: readonly LabelledExample[];
  readonly faults: readonly NotExamined[];
  /** An entry that is as a format has it; undefined, and told, where it is not. Further fields are allowed. */
  read<Schema extends z.ZodType>(schema: Schema, row: AnnotationRow): z.output<Schema> | undefined;
  /** A file by the first of its names that is there; undefined, and told, where none is. */
  find(place: string, names: readonly string[], places: MediaPlaces): LabelledMedium | undefined;
  /** Takes an example, or tells what is wrong with it. */
  add(example: LabelledExample): void;
  tell(place: string, reason: string): void;
}

/** Missing media of a file that are named one by one; a collection may hold a few of many. */
const maxNamedMissing = 20;
const videoExtensions = [".mp4", ".webm", ".mkv", ".avi", ".mov"];
const pictureExtensions = [".jpg", ".png", ".jpeg", ".webp"];

/** Makes the intake of one file of annotations. */
export function createIntake(mediaFolders: readonly string[]): Intake {
  const examples: LabelledExample[] = [];
  const faults: NotExamined[] = [];
  const missing: NotExamined[] = [];
  const placesOfIds = new Map<string, string>();
  const tell = (place: string, reason: string) => void faults.push({ place, reason });
  return {
    examples,
    get faults() {
      const beyond = missing.length - maxNamedMissing;
      const others = { place: `${beyond} further entries`, reason: "their videos or pictures are not there" };
      return [...faults, ...missing.slice(0, maxNamedMissing), ...(beyond > 0 ? [others] : [])];
    },
    read(schema, { place, value }) {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0] as z.core.$ZodIssue;
      const subject = issue.path.length > 0 ? `"${issue.path.join(".")}"` : "the entry";
      tell(place, value === undefined ? "it is not JSON" : `${subject} ${toFault(issue)}`);
      return undefined;
    },
    find(place, names, { isPicture, folders }) {
      const extensions = isPicture ? pictureExtensions : videoExtensions;
      const spelled = names.flatMap((name) => ["", ...extensions].map((end) => `${name}${end}`));
      const path = mediaFolders
        .flatMap((root) => ["", ...folders].map((folder) => join(root, folder)))
        .flatMap((folder) => spelled.map((name) => join(folder, name)))
        .find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
      if (path !== undefined) return { path, isPicture };
      missing.push({ place, reason: `the ${isPicture ? "picture" : "video"} ${names[0]} is not there` });
      return undefined;
    },
    add(example) {
      const before = placesOfIds.get(example.id);
      const fault = before === undefined ? faultOfExample(example) : `"${example.id}" stands in ${before} already`;
      if (fault === undefined) {
        placesOfIds.set(example.id, example.place);
        examples.push(example);
      } else tell(example.place, fault);
    },
    tell,
  };
}

import type { AnnotationFile } from "./annotationFile.js";
import type { Intake } from "./intake.js";

/** A format of labelled videos or pictures, as its authors publish it. */
export interface DatasetFormat {
  /** As the field calls it. */
  readonly name: string;
  /** Whether a file is of this format, by what it holds. */
  recognises(file: AnnotationFile): boolean;
  /** Reads all entries of a file that it recognises. */
  read(file: AnnotationFile, intake: Intake): void;
}

/** Whether a value is an object with all of these keys. */
export function hasKeys(value: unknown, ...keys: readonly string[]): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && keys.every((key) => Object.hasOwn(value, key));
}

/** The first entry that could be read. */
export const firstOf = ({ rows }: AnnotationFile): unknown => rows.find(({ value }) => value !== undefined)?.value;

/** As kinds are called: `action_count` is "action-count". */
export const toKind = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");

/** Where COCO's pictures lie. */
export const cocoFolders = ["images", "val2017", "val2014", "train2017", "train2014", "test2015", "test2014"].flatMap(
  (folder) => (folder === "images" ? [folder] : [folder, `images/${folder}`]),
);

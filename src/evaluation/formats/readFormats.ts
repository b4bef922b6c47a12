import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { isKinodexError, KinodexError } from "../../core/errors.js";
import type { NotExamined } from "../clips/clip.js";
import type { Dataset } from "../dataset.js";
import type { LabelledExample } from "../labels/labelledExample.js";
import { annotationExtensions, readAnnotationFile, type AnnotationFile } from "./annotationFile.js";
import { datasetFormats, formatOf } from "./formats.js";
import { createIntake } from "./intake.js";

/**
 * Reads one file of a format of the field, or all such files of a folder; undefined for a folder that has none. What cannot
 * be used of them is listed with its line and reason, and the rest is taken.
 *
 * @param media where videos and pictures lie. Default: beside the file, and beside its folder
 * @throws {KinodexError} `input` for a file of no format that is known, and where nothing can be used
 */
export function readFormats(path: string, media?: string): Dataset | undefined {
  const whole = resolve(path);
  if (!existsSync(whole)) return undefined;
  const isFolder = statSync(whole).isDirectory();
  const files = isFolder ? filesIn(whole) : [readAnnotationFile(whole)];
  const examples: LabelledExample[] = [];
  const faults: NotExamined[] = [];
  let isKnown = false;
  for (const file of files) {
    const format = formatOf(file);
    if (!format) continue;
    isKnown = true;
    const folder = dirname(file.path);
    const intake = createIntake(media === undefined ? [folder, dirname(folder)] : [resolve(media)]);
    format.read(file, intake);
    examples.push(...intake.examples);
    faults.push(...intake.faults);
  }
  if (!isKnown && isFolder) return undefined;
  if (!isKnown)
    throw new KinodexError(
      "input",
      `${path} is no file of a format that is read: ${knownFormats()} (src/evaluation/README.md)`,
      { path },
    );
  const [first] = faults;
  if (examples.length === 0)
    throw new KinodexError(
      "input",
      `${path} holds nothing that can be used${first ? `: ${first.place}: ${first.reason}` : ""}`,
      { path },
    );
  const name = basename(whole).replace(/\.(?:jsonl?|csv)$/i, "");
  return { name, directory: isFolder ? whole : dirname(whole), videos: [], examples, faults };
}

/** Those of a folder that can be read; others may be anything. */
function filesIn(folder: string): AnnotationFile[] {
  const names = readdirSync(folder).filter((name) => annotationExtensions.includes(extname(name).toLowerCase()));
  return names.toSorted().flatMap((name) => {
    try {
      return [readAnnotationFile(join(folder, name))];
    } catch (error) {
      if (isKinodexError(error)) return [];
      throw error;
    }
  });
}

const knownFormats = (): string => datasetFormats.names.map((name) => datasetFormats.createNamed(name).name).join(", ");

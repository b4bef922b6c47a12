import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { ClipFile } from "../../evaluation/clips/readClip.js";
import type { Dataset } from "../../evaluation/dataset.js";
import { readFormats } from "../../evaluation/formats/readFormats.js";
import { mediaOf } from "../../evaluation/labels/labelledExample.js";
import type { LabelledFile } from "../../evaluation/media/labelledFile.js";
import { readDataset } from "../../evaluation/readDataset.js";
import { findVideoFiles } from "../../media/videoFiles.js";

/** What is examined: a folder of unlabelled clips, or labelled data, whose videos are clips too. */
export interface EvaluationSource {
  readonly name: string;
  readonly files: readonly ClipFile[];
  readonly dataset?: Dataset | undefined;
  readonly notExamined: readonly NotExamined[];
  /** SHA-256 of the manifest, or of all labels and of the names and sizes of labelled files. */
  readonly labelsHash?: string | undefined;
}

/** Which of the two; without either, the samples. */
export interface SourceOptions {
  readonly clips?: string | undefined;
  /** A folder with a manifest, or files of a format of the field. */
  readonly dataset?: string | undefined;
  /** Where the videos and pictures of such files lie. Default: beside them. */
  readonly media?: string | undefined;
}

/**
 * Finds what is to be examined. Files are not opened yet.
 *
 * @throws {KinodexError} `usage` for both at once, `not-found` for a folder without videos; what reading a dataset throws
 */
export async function findSource({ clips, dataset, media }: SourceOptions): Promise<EvaluationSource> {
  if (clips !== undefined && dataset !== undefined)
    throw new KinodexError("usage", "clips and a dataset are examined apart: give one of --clips and --dataset");
  if (clips !== undefined) return fromFolder(clips);
  const place = dataset ?? join(packageRoot, "samples");
  const folder = basename(place) === manifestName ? dirname(place) : place;
  const read = existsSync(join(folder, manifestName)) ? undefined : readFormats(place, media);
  return read ? fromExamples(read) : fromDataset(readDataset(folder));
}

const manifestName = "manifest.jsonl";

/** Labels that are of no manifest; their videos are clips for those who ask for tasks of clips by name. */
function fromExamples(dataset: Dataset): EvaluationSource {
  const { name, directory, examples, faults } = dataset;
  const shown = examples.flatMap(mediaOf);
  const videos = new Set(shown.filter(({ isPicture }) => !isPicture).map(({ path }) => path));
  const files = [...videos].map((path) => ({ name: toName(directory, path), path }));
  const media = [...new Set(shown.map(({ path }) => path))].map((path) => ({ name: basename(path), path }));
  const labels = examples.map((example) => ({ ...example, place: undefined, medium: undefined, second: undefined }));
  const labelsHash = createHash("sha256").update(JSON.stringify(labels)).update(listOf(media)).digest("hex");
  return { name, files, dataset, notExamined: faults, labelsHash };
}

function fromDataset(dataset: Dataset): EvaluationSource {
  const files = dataset.videos.map(({ path, captions }) => ({
    name: toName(dataset.directory, path),
    path,
    caption: captions.toSorted((a, b) => a.length - b.length)[0],
  }));
  const manifest = join(dataset.directory, manifestName);
  const labelsHash = createHash("sha256")
    .update(existsSync(manifest) ? readFileSync(manifest) : listOf(dataset.media ?? []))
    .digest("hex");
  return { name: dataset.name, files, dataset, notExamined: dataset.faults, labelsHash };
}

/** Names and sizes, where nothing else says what a folder holds. */
const listOf = (files: readonly Pick<LabelledFile, "name" | "path">[]): string =>
  files.map(({ name, path }) => `${name} ${statSync(path).size}\n`).join("");

async function fromFolder(directory: string): Promise<EvaluationSource> {
  const folder = resolve(directory);
  const files: ClipFile[] = [];
  const notExamined: NotExamined[] = [];
  for await (const found of findVideoFiles([folder])) {
    const name = toName(folder, found.path);
    if ("problem" in found) notExamined.push({ place: name, reason: found.problem.message });
    else files.push({ name, path: found.path });
  }
  if (files.length > 0) return { name: basename(folder), files, notExamined };
  const reason = notExamined[0]?.reason ?? "it holds no video";
  throw new KinodexError("not-found", `there is nothing to examine in ${directory}: ${reason}`, { directory });
}

/** With slashes on every system, so that results are the same. */
const toName = (folder: string, path: string): string => relative(folder, path).split(sep).join("/");

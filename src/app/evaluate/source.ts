import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { ClipFile } from "../../evaluation/clips/readClip.js";
import type { Dataset } from "../../evaluation/dataset.js";
import { readFormats } from "../../evaluation/formats/readFormats.js";
import { mediaOf, type LabelledMedium } from "../../evaluation/labels/labelledExample.js";
import type { LabelledFile } from "../../evaluation/media/labelledFile.js";
import { readDataset } from "../../evaluation/readDataset.js";
import { findVideoFiles } from "../../media/videoFiles.js";
import type { JudgedQueries } from "../marks/markedHits.js";
import { peekAtMarks } from "../marks/markedIndex.js";
import { toMarkLines } from "../marks/markLines.js";

/** What is examined: a folder of unlabelled clips, labelled data, whose videos are clips too, or the hits of an index. */
export interface EvaluationSource {
  readonly name: string;
  readonly files: readonly ClipFile[];
  /** What labels are about, by the names that results have for it. */
  readonly media: readonly ClipFile[];
  readonly dataset?: Dataset | undefined;
  /** What people judge in an index. */
  readonly judged?: (JudgedQueries & { readonly directory: string }) | undefined;
  readonly notExamined: readonly NotExamined[];
  /** SHA-256 of the manifest, of all labels and of the names and sizes of labelled files, or of the marks. */
  readonly labelsHash?: string | undefined;
}

/** Which of the three; without any, the samples. */
export interface SourceOptions {
  readonly clips?: string | undefined;
  /** A folder with a manifest, or files of a format of the field. */
  readonly dataset?: string | undefined;
  /** Where the videos and pictures of such files lie. Default: beside them. */
  readonly media?: string | undefined;
  /** Folder of an index whose hits people have accepted or rejected. */
  readonly marks?: string | undefined;
}

/**
 * Finds what is to be examined. Files are not opened yet.
 *
 * @throws {KinodexError} `usage` for several at once, `not-found` for a folder without videos; what reading a dataset and
 *   opening an index throws
 */
export async function findSource({ clips, dataset, media, marks }: SourceOptions): Promise<EvaluationSource> {
  if ([clips, dataset, marks].filter((given) => given !== undefined).length > 1)
    throw new KinodexError(
      "usage",
      "clips, a dataset and marks are examined apart: give one of --clips, --dataset and --marks",
    );
  if (clips !== undefined) return fromFolder(clips);
  if (marks !== undefined) return fromMarks(marks);
  const place = dataset ?? join(packageRoot, "samples");
  const folder = basename(place) === manifestName ? dirname(place) : place;
  const read = existsSync(join(folder, manifestName)) ? undefined : readFormats(place, media);
  return read ? fromExamples(read, media ?? read.directory) : fromDataset(readDataset(folder));
}

const manifestName = "manifest.jsonl";

/** Labels that are of no manifest; their videos are clips for those who ask for tasks of clips by name. */
function fromExamples(dataset: Dataset, mediaFolder: string): EvaluationSource {
  const { name, examples, faults } = dataset;
  const shown = examples.flatMap(mediaOf);
  const toFiles = (of: readonly LabelledMedium[]) =>
    [...new Set(of.map(({ path }) => path))].map((path) => ({ name: toName(mediaFolder, path), path }));
  const [media, files] = [toFiles(shown), toFiles(shown.filter(({ isPicture }) => !isPicture))];
  const labels = examples.map((example) => ({ ...example, place: undefined, medium: undefined, second: undefined }));
  const unplaced = media.map(({ path }) => ({ name: basename(path), path }));
  const labelsHash = createHash("sha256").update(JSON.stringify(labels)).update(listOf(unplaced)).digest("hex");
  return { name, files, media, dataset, notExamined: faults, labelsHash };
}

function fromDataset(dataset: Dataset): EvaluationSource {
  const { name, directory, videos, media = [], faults } = dataset;
  const files = videos.map(({ path, captions }) => ({
    name: toName(directory, path),
    path,
    caption: captions.toSorted((a, b) => a.length - b.length)[0],
  }));
  const manifest = join(directory, manifestName);
  const labelsHash = createHash("sha256")
    .update(existsSync(manifest) ? readFileSync(manifest) : listOf(media))
    .digest("hex");
  return { name, files, media: [...files, ...media], dataset, notExamined: faults, labelsHash };
}

/** Names and sizes, where nothing else says what a folder holds. */
const listOf = (files: readonly Pick<LabelledFile, "name" | "path">[]): string =>
  files.map(({ name, path }) => `${name} ${statSync(path).size}\n`).join("");

async function fromMarks(directory: string): Promise<EvaluationSource> {
  const { queries, marks } = await peekAtMarks(directory);
  const labelsHash = createHash("sha256").update(toMarkLines(marks)).digest("hex");
  const judged = { directory, queries, marks };
  return { name: basename(resolve(directory)), files: [], media: [], judged, notExamined: [], labelsHash };
}

async function fromFolder(directory: string): Promise<EvaluationSource> {
  const folder = resolve(directory);
  const files: ClipFile[] = [];
  const notExamined: NotExamined[] = [];
  for await (const found of findVideoFiles([folder])) {
    const name = toName(folder, found.path);
    if ("problem" in found) notExamined.push({ place: name, reason: found.problem.message });
    else files.push({ name, path: found.path });
  }
  if (files.length > 0) return { name: basename(folder), files, media: [], notExamined };
  const reason = notExamined[0]?.reason ?? "it holds no video";
  throw new KinodexError("not-found", `there is nothing to examine in ${directory}: ${reason}`, { directory });
}

/** With slashes on every system, so that results are the same. */
const toName = (folder: string, path: string): string => relative(folder, path).split(sep).join("/");

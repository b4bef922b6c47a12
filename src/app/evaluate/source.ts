import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { ClipFile } from "../../evaluation/clips/readClip.js";
import type { Dataset } from "../../evaluation/dataset.js";
import type { LabelledFile } from "../../evaluation/media/labelledFile.js";
import { readDataset } from "../../evaluation/readDataset.js";
import { findVideoFiles } from "../../media/videoFiles.js";

/** What is examined: a folder of unlabelled clips, or a dataset, whose videos are clips too. */
export interface EvaluationSource {
  readonly name: string;
  readonly files: readonly ClipFile[];
  readonly dataset?: Dataset | undefined;
  readonly notExamined: readonly NotExamined[];
  /** SHA-256 of the manifest, or of the names and sizes of labelled files. */
  readonly labelsHash?: string | undefined;
}

/** Which of the two; without either, the samples. */
export interface SourceOptions {
  readonly clips?: string | undefined;
  readonly dataset?: string | undefined;
}

/**
 * Finds what is to be examined. Files are not opened yet.
 *
 * @throws {KinodexError} `usage` for both at once, `not-found` for a folder without videos; what reading a dataset throws
 */
export async function findSource({ clips, dataset }: SourceOptions): Promise<EvaluationSource> {
  if (clips !== undefined && dataset !== undefined)
    throw new KinodexError("usage", "clips and a dataset are examined apart: give one of --clips and --dataset");
  return clips === undefined ? fromDataset(dataset ?? join(packageRoot, "samples")) : fromFolder(clips);
}

function fromDataset(directory: string): EvaluationSource {
  const dataset = readDataset(directory);
  const files = dataset.videos.map(({ path, captions }) => ({
    name: toName(dataset.directory, path),
    path,
    caption: captions.toSorted((a, b) => a.length - b.length)[0],
  }));
  const manifest = join(dataset.directory, "manifest.jsonl");
  const labelsHash = createHash("sha256")
    .update(existsSync(manifest) ? readFileSync(manifest) : listOf(dataset.media ?? []))
    .digest("hex");
  return { name: dataset.name, files, dataset, notExamined: dataset.faults, labelsHash };
}

/** Names and sizes, where nothing else says what a folder holds. */
const listOf = (files: readonly LabelledFile[]): string =>
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

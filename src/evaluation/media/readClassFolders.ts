import { readdirSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { VIDEO_EXTENSIONS } from "../../media/videoFiles.js";
import type { NotExamined } from "../clips/clip.js";
import type { LabelledFile } from "./labelledFile.js";
import { labelsOfFolder } from "./mediumLabels.js";

const pictureExtensions: ReadonlySet<string> = new Set([
  ".avif",
  ".gif",
  ".jpeg",
  ".jpg",
  ".png",
  ".tif",
  ".tiff",
  ".webp",
]);

/** Whether a file is called as pictures are; a moving GIF is shown by its first picture. */
export const isPictureName = (name: string): boolean => pictureExtensions.has(extname(name).toLowerCase());

const isVideoName = (name: string): boolean => VIDEO_EXTENSIONS.has(extname(name).toLowerCase());

/** Pictures and videos by their class. */
export interface ClassFolders {
  readonly files: readonly LabelledFile[];
  readonly faults: readonly NotExamined[];
}

/**
 * Pictures and videos of a folder with a folder for each class, as `dog/one.jpg`; those deeper down are of the class of the
 * folder at the top. In the order of their names, without hidden ones. Undefined where fewer than two classes are found.
 */
export function readClassFolders(directory: string): ClassFolders | undefined {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => toName(directory, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")))
    .toSorted();
  const files: LabelledFile[] = [];
  const others: string[] = [];
  for (const name of names) {
    const [folder = "", ...rest] = name.split("/");
    const isPicture = isPictureName(name);
    if (rest.length === 0 || !(isPicture || isVideoName(name))) others.push(name);
    else files.push({ name, path: join(directory, name), isPicture, labels: labelsOfFolder(folder) });
  }
  if (new Set(files.map(({ labels }) => labels.ofClass?.name)).size < 2) return undefined;
  return { files, faults: others.map(toFault) };
}

/** A file that is no medium is no fault of the data. */
function toFault(name: string): NotExamined {
  const isMedium = isPictureName(name) || isVideoName(name);
  return isMedium
    ? { place: name, reason: "it stands in no folder, which would be its class" }
    : { task: "classify-pictures", place: name, reason: "it is neither a picture nor a video" };
}

const toName = (directory: string, path: string): string => relative(directory, path).split(sep).join("/");

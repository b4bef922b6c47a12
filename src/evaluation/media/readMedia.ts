import { isKinodexError } from "../../core/errors.js";
import type { NotExamined } from "../clips/clip.js";
import type { FrameCache } from "../clips/frameCache.js";
import type { Sequence } from "../clips/sequence.js";
import type { Examinee } from "../examinees/examinee.js";
import { fitWithin } from "../examinees/shownPictures.js";
import { readMedium, type MediumReader } from "../labels/readMedium.js";
import type { ShownMedia } from "../clips/shownMedia.js";
import type { LabelledFile, SeenFile } from "./labelledFile.js";

/** Files that are read before they are asked about: an examinee that looks at pictures holds those of so many. */
const filesTogether = 24;

/** Pictures that are read together share a batch of the model. */
const sharedPictures = 16;

/** Longest side of frames that two models see, each of which fits them to its own. */
const sharedEdge = 448;

/** Shows files to examinees, each once. */
export interface MediaReader {
  /** Files that could not be read, and why, each once. */
  readonly notExamined: readonly NotExamined[];
  /** Reads files, in their order; those that cannot be read are missing. */
  read(files: readonly LabelledFile[]): Promise<readonly SeenFile[]>;
  /** The same a few at a time. */
  readInParts(files: readonly LabelledFile[]): AsyncIterable<readonly SeenFile[]>;
}

export interface MediaReaderOptions {
  readonly examinee: Examinee;
  /** Sees all that the examinee sees. */
  readonly reference?: Examinee | undefined;
  /** Knows frames that the examinee has seen before. Default: all are decoded. */
  readonly frameCache?: FrameCache | undefined;
  /** Remembers what is shown. Default: nothing does. */
  readonly media?: ShownMedia | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((done: string) => void) | undefined;
}

export function createMediaReader(options: MediaReaderOptions): MediaReader {
  const { examinee, reference, frameCache, media, signal, onProgress } = options;
  const notExamined: NotExamined[] = [];
  const failed = new Set<string>();
  const known = new Map<string, Sequence>();
  const shown: MediumReader = {
    fitOf: (info) => (reference ? fitWithin(info, sharedEdge) : examinee.fitOf(info)),
    cache: reference ? undefined : frameCache, // which does not know what the other one has seen
    media,
    async show(...seen: Parameters<Examinee["see"]>) {
      await examinee.see(...seen);
      await reference?.see(...seen);
    },
  };
  const readOne = async (file: LabelledFile): Promise<Sequence | undefined> => {
    signal.throwIfAborted();
    if (failed.has(file.name)) return undefined;
    const before = known.get(file.name);
    if (before) return before;
    try {
      const sequence = await readMedium(file, "few", shown, signal);
      known.set(file.name, sequence);
      onProgress?.(`read ${known.size} pictures and videos`);
      return sequence;
    } catch (error) {
      if (!isKinodexError(error) || signal.aborted) throw error;
      failed.add(file.name);
      notExamined.push({ place: file.name, reason: error.message });
      return undefined;
    }
  };
  const read = async (files: readonly LabelledFile[]): Promise<readonly SeenFile[]> => {
    const seen: SeenFile[] = [];
    let together: LabelledFile[] = [];
    const flush = async () => {
      const sequences = await Promise.all(together.map(readOne));
      for (const [n, file] of together.entries()) {
        const sequence = sequences[n];
        if (sequence) seen.push({ ...file, sequence });
      }
      together = [];
    };
    for (const file of files) {
      together.push(file);
      if (!file.isPicture || together.length === sharedPictures) await flush();
    }
    await flush();
    return seen;
  };
  return {
    notExamined,
    read,
    async *readInParts(files) {
      for (let at = 0; at < files.length; at += filesTogether) yield await read(files.slice(at, at + filesTogether));
    },
  };
}

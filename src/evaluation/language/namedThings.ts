import { loadConceptBank, subjectClasses } from "../../annotators/concepts/conceptBank.js";
import type { LabelledVideo } from "../dataset.js";
import { shownAmong } from "./sceneTruth.js";
import { createConceptReader } from "./vocabulary.js";

/** What captions name, and whether it can be seen: subjects and their classes ("an animal"), by name. */
export interface NamedThings {
  /** Each mention in a caption, in order. */
  readonly read: (caption: string) => string[];
  /** Those that can be seen in a video of which all is known. */
  readonly seenIn: (video: Pick<LabelledVideo, "shown">) => string[];
}

export function createNamedThings(): NamedThings {
  const bank = loadConceptBank();
  const things = [...bank.subjects, ...subjectClasses(bank)];
  return { read: createConceptReader(things), seenIn: ({ shown }) => shownAmong(things, shown) };
}

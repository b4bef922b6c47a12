import { createHash } from "node:crypto";
import { isKinodexError } from "../../core/errors.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { Clip, NotExamined } from "../clips/clip.js";
import { readClip, type ClipFile } from "../clips/readClip.js";
import type { Declared } from "../declaration.js";
import { answerExamples, judgeSamples, type ExaminationOptions } from "./examine.js";
import { makeExamples } from "./makeExamples.js";
import { findPhrases, type Phrases } from "./phrases.js";
import type { Sample } from "./sample.js";

/** The clips of an examination, and words for them. */
export interface ExaminedClips {
  readonly clips: readonly Clip[];
  readonly phrases: Phrases;
  readonly notExamined: readonly NotExamined[];
}

/** Reads all clips, each once; what cannot be examined is listed with its reason. */
export async function readClips(files: readonly ClipFile[], options: ExaminationOptions): Promise<ExaminedClips> {
  const { examinee, phraser, frameCache, signal, onProgress = () => {} } = options;
  const clips: Clip[] = [];
  const notExamined: NotExamined[] = [];
  const show = async (...seen: Parameters<typeof examinee.see>) => {
    await examinee.see(...seen);
    if (phraser !== examinee) await phraser.see(...seen);
  };
  const cache = phraser === examinee ? frameCache : undefined; // which does not know what the other one has seen
  const reader = { fitOf: (info: MediaInfo) => examinee.fitOf(info), show, cache };
  for (const [n, file] of files.entries()) {
    try {
      const clip = await readClip(file, reader, signal);
      const twin = clips.find(({ sha256 }) => sha256 === clip.sha256);
      if (twin) notExamined.push({ place: file.name, reason: `it holds the same bytes as ${twin.name}` });
      else clips.push(clip);
    } catch (error) {
      if (!isKinodexError(error) || signal.aborted) throw error;
      notExamined.push({ place: file.name, reason: error.message });
    }
    onProgress(`read ${n + 1} of ${files.length} clips`);
  }
  return { clips, phrases: await findPhrases(clips, phraser), notExamined };
}

/** What came of the examples of a task. */
export interface ExaminedTask {
  readonly samples: readonly Sample[];
  readonly notExamined: readonly NotExamined[];
}

/** Examines a model by one task. */
export async function examineTask(
  declared: Declared<"clips">,
  { clips, phrases }: ExaminedClips,
  options: ExaminationOptions,
): Promise<ExaminedTask> {
  const { examinee, seed, limit } = options;
  const { examples, notExamined } = makeExamples(declared, {
    clips,
    phrases,
    frameCount: examinee.maxFrames,
    seed,
    limit,
  });
  return { samples: judgeSamples(declared, await answerExamples(declared, examples, options)), notExamined };
}

/** SHA-256 over the clips that are examined, by name and bytes; not over words for them, which each model finds itself. */
export function hashOfClips({ clips }: Pick<ExaminedClips, "clips">): string {
  const content = clips.map(({ name, sha256 }) => [name, sha256]);
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

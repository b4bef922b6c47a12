import { createHash } from "node:crypto";
import { isKinodexError } from "../../core/errors.js";
import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import type { Clip, NotExamined } from "../clips/clip.js";
import { findPhrases, type Phrases } from "./phrases.js";
import { hashFrame, readClip, type ClipFile } from "../clips/readClip.js";
import type { SeenFrame } from "../clips/sequence.js";
import type { Declared } from "../declaration.js";
import type { Examinee } from "../examinees/examinee.js";
import { toOutcomes } from "./judge.js";
import { makeExamples } from "./makeExamples.js";
import { sampleKey, toShownFrames, toShownOption, type Sample } from "./sample.js";
import { scoreExample, type ControlScores } from "./scoreExample.js";

/** What an examination is made with. */
export interface ExaminationOptions {
  readonly identity: ModelIdentity;
  readonly examinee: Examinee;
  /** Finds words for clips: the examinee, where it can. */
  readonly phraser: Examinee;
  readonly seed: number;
  /** Examples of a task. Default: all. */
  readonly limit?: number | undefined;
  /** Scores of earlier runs by the key of their sample; those are not made again. */
  readonly known?: ReadonlyMap<string, ControlScores> | undefined;
  readonly signal: AbortSignal;
  /** Hears of each step. */
  readonly onProgress?: ((done: string) => void) | undefined;
  /** Hears of each sample as it is made, in order. */
  readonly onSample?: ((sample: Sample) => void) | undefined;
}

/** The clips of an examination, and words for them. */
export interface ExaminedClips {
  readonly clips: readonly Clip[];
  readonly phrases: Phrases;
  readonly notExamined: readonly NotExamined[];
}

/** Reads all clips, each once; what cannot be examined is listed with its reason. */
export async function readClips(files: readonly ClipFile[], options: ExaminationOptions): Promise<ExaminedClips> {
  const { examinee, phraser, signal, onProgress = () => {} } = options;
  const clips: Clip[] = [];
  const notExamined: NotExamined[] = [];
  const show = async (frames: readonly DecodedFrame[], hashes: readonly string[]) => {
    await examinee.see(frames, hashes);
    if (phraser !== examinee) await phraser.see(frames, hashes);
  };
  for (const [n, file] of files.entries()) {
    try {
      const clip = await readClip(file, (info) => examinee.fitOf(info), show, signal);
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

/** Examines a model by one task. */
export async function examineTask(
  declared: Declared<"clips">,
  { clips, phrases }: ExaminedClips,
  options: ExaminationOptions,
): Promise<{ readonly samples: readonly Sample[]; readonly notExamined: readonly NotExamined[] }> {
  const { identity, examinee, seed, limit, known, signal, onSample = () => {} } = options;
  const frameCount = examinee.maxFrames;
  const { examples, notExamined } = makeExamples(declared, { clips, phrases, frameCount, seed, limit });
  const grey = await showGrey(examinee);
  const samples: Sample[] = [];
  for (const [n, example] of examples.entries()) {
    signal.throwIfAborted();
    const other = [...examples.slice(n + 1), ...examples.slice(0, n)].find(
      ({ cluster }) => cluster !== example.cluster,
    );
    const key = sampleKey(identity.hash, declared, example, other);
    const scores = known?.get(key) ?? (await scoreExample(example, examinee, { grey, other }));
    const sample: Sample = {
      task: declared.name,
      id: example.id,
      cluster: example.cluster,
      key,
      clips: example.clips.map(toShownFrames),
      options: example.options.map(toShownOption),
      right: example.right,
      scores,
      values: toOutcomes(scores, example.right),
    };
    samples.push(sample);
    onSample(sample);
  }
  return { samples, notExamined };
}

/** Why a model cannot be examined by a task; undefined where it can. */
export function faultOfExaminee(
  { requires }: Pick<Declared, "requires">,
  { by, maxFrames }: Pick<Examinee, "by" | "maxFrames">,
): string | undefined {
  const meets = requires.some((set) => set.every((capability) => by.includes(capability)));
  if (requires.length > 0 && !meets)
    return `it needs a model with ${requires.map((set) => set.join(" and ")).join(", or with ")}`;
  return maxFrames < minFrames ? `it needs a model that takes ${minFrames} frames at a time` : undefined;
}

/** The parts of a sequence, and what happens in each, cannot be shown with fewer. */
const minFrames = 4;
const greySide = 64;

async function showGrey(examinee: Examinee): Promise<SeenFrame> {
  const info = { width: greySide, height: greySide, sampleAspectRatio: 1 } as Parameters<Examinee["fitOf"]>[0];
  const { width, height }: FrameFit = examinee.fitOf(info);
  const frame = { timeSeconds: 0, width, height, pixels: new Uint8Array(width * height * 3).fill(128) };
  const hash = hashFrame(frame);
  await examinee.see([frame], [hash]);
  return { hash, timeSeconds: 0 };
}

/** SHA-256 over the clips that are examined, by name and bytes; not over words for them, which each model finds itself. */
export function hashOfClips({ clips }: Pick<ExaminedClips, "clips">): string {
  const content = clips.map(({ name, sha256 }) => [name, sha256]);
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

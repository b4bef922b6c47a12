import type { FrameFit } from "../../core/frame.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import type { FrameCache } from "../clips/frameCache.js";
import { hashFrame } from "../clips/readClip.js";
import type { SeenFrame } from "../clips/sequence.js";
import type { Declared } from "../declaration.js";
import type { Examinee } from "../examinees/examinee.js";
import type { ShownMedia } from "../clips/shownMedia.js";
import { controls, type Control } from "./controls.js";
import type { Example } from "./example.js";
import type { Answered, Answers, CaptionJudge, Outcome } from "./outputs/output.js";
import { outputs } from "./outputs/outputs.js";
import { sampleKey, toShownFrames, toShownOption, type Sample } from "./sample.js";

/** What an examination is made with. */
export interface ExaminationOptions {
  readonly identity: ModelIdentity;
  readonly examinee: Examinee;
  /** Finds words for clips: the examinee, where it can. */
  readonly phraser: Examinee;
  /** Opens who compares captions with pictures. Default: nobody does. */
  readonly openCaptionJudge?: (() => Promise<CaptionJudge>) | undefined;
  readonly seed: number;
  /** Examples of a task. Default: all. */
  readonly limit?: number | undefined;
  /** Answers of earlier runs by the key of their sample; those are not made again. */
  readonly known?: ReadonlyMap<string, Answers> | undefined;
  /** Knows frames that were seen before, by earlier tasks and runs. Default: all are decoded. */
  readonly frameCache?: FrameCache | undefined;
  /** Remembers what of labelled data is shown. Default: nothing does. */
  readonly media?: ShownMedia | undefined;
  readonly signal: AbortSignal;
  /** Hears of each step. */
  readonly onProgress?: ((done: string) => void) | undefined;
  /** Hears of each sample as it is answered, in order, before it is judged. */
  readonly onSample?: ((sample: Sample) => void) | undefined;
}

/** An answered example and its line. */
export interface AnsweredSample extends Answered {
  readonly sample: Sample;
}

/** Has a model answer examples, whose frames it has seen, whatever their output type. */
export async function answerExamples(
  declared: Declared,
  examples: readonly Example[],
  options: ExaminationOptions & { readonly captionJudge?: CaptionJudge | undefined },
): Promise<AnsweredSample[]> {
  const { identity, examinee, captionJudge, known, signal, onSample = () => {} } = options;
  const output = outputs[declared.outputType];
  const grey = await showGrey(examinee);
  const answered: AnsweredSample[] = [];
  for (const [n, example] of examples.entries()) {
    signal.throwIfAborted();
    const other = [...examples.slice(n + 1), ...examples.slice(0, n)].find(
      ({ cluster }) => cluster !== example.cluster,
    );
    const key = sampleKey(identity.hash, declared, example, other);
    const answers = known?.get(key) ?? (await output.answer(example, { examinee, captionJudge, grey, other }));
    const chance = output.chanceOf(example, examples.length);
    const sample = toSample(declared, example, { key, chance, answers });
    answered.push({ example, answers, sample });
    onSample(sample);
  }
  return answered;
}

/** Of more options scores are not kept: a line would be as long as a page. */
const maxKeptOptions = 50;

function toSample(
  { name, outputType }: Declared,
  example: Example,
  { key, chance, answers }: Pick<Sample, "key" | "chance"> & { readonly answers: Answers },
): Sample {
  const { id, cluster, kinds, clips, options, right, question, timeline, references } = example;
  const { confidenceOf, dropsScores = options.length > maxKeptOptions } = outputs[outputType];
  const { scores, written } = answers;
  return {
    task: name,
    id,
    cluster,
    kinds,
    key,
    clips: clips.map(toShownFrames),
    ...(dropsScores ? {} : { options: options.map(toShownOption), scores }),
    right,
    question: question?.text,
    timeline,
    references,
    chance,
    lead: scores?.full && confidenceOf?.(scores.full),
    written,
    values: {},
  };
}

/** Judges all answered examples of a task together. */
export function judgeSamples(declared: Declared, answered: readonly AnsweredSample[]): Sample[] {
  const { judge } = outputs[declared.outputType];
  const byControl = controls.map((control) => [control, judge(answered, control)] as const);
  const isOfAll = (kind: string) => answered.every(({ example: { kinds = [] } }) => kinds.includes(kind));
  return answered.map(({ sample, example: { kinds = [] } }, n) => {
    const own = kinds.filter((kind) => !isOfAll(kind));
    const values = byControl.flatMap(([control, outcomes]): [Control, Outcome][] => {
      const outcome = outcomes[n];
      return outcome ? [[control, { ...outcome, ...ofKinds(outcome, declared.headline, own) }]] : [];
    });
    return { ...sample, values: Object.fromEntries(values) };
  });
}

/** The headline again under the name of each kind. */
function ofKinds(outcome: Outcome, headline: string, kinds: readonly string[]): Outcome {
  const value = outcome[headline];
  return value === undefined ? {} : Object.fromEntries(kinds.map((kind) => [`${headline}-${kind}`, value]));
}

/** Why a model cannot be examined by a task; undefined where it can. */
export function faultOfExaminee(
  { requires }: Pick<Declared, "requires">,
  { by, maxFrames, writer }: Pick<Examinee, "by" | "maxFrames" | "writer">,
): string | undefined {
  const can = writer ? [...by, "generation"] : by; // who writes of frames takes part, by whatever it sees them
  const meets = requires.some((set) => set.every((capability) => can.includes(capability)));
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

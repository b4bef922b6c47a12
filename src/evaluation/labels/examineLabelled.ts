import { isKinodexError } from "../../core/errors.js";
import { createRandom } from "../../core/random.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { NotExamined } from "../clips/clip.js";
import type { Sequence } from "../clips/sequence.js";
import type { Dataset } from "../dataset.js";
import type { Declared } from "../declaration.js";
import type { Example } from "../probing/example.js";
import { answerExamples, judgeSamples, type AnsweredSample, type ExaminationOptions } from "../probing/examine.js";
import type { ExaminedTask } from "../probing/examineClips.js";
import { mediaOf, type LabelledExample, type LabelledMedium } from "./labelledExample.js";
import { makeLabelled } from "./made/makeLabelled.js";
import { readMedium, type FrameDensity } from "./readMedium.js";
import { toExample } from "./toExample.js";

/** Media that are read before they are asked about: an examinee that looks at pictures holds those of so many. */
const mediaTogether = 24;
/** Examples of a task that ranks all against all: as many as the usual test sets of retrieval have. */
export const maxRanked = 1000;

/** What of a dataset examples come from. */
export type ExampleSource = Pick<Dataset, "videos" | "examples" | "directory">;

/** The labelled examples that a task asks: those that people made for it, or those that are made of what they wrote. */
export function examplesOf(
  { outputType, answersQuestions, makes }: Declared<"labels">,
  dataset: ExampleSource,
  seed: number,
): readonly LabelledExample[] {
  if (makes !== undefined) return makeLabelled(makes, dataset, seed);
  return dataset.examples.filter(
    (one) =>
      one.outputType === outputType &&
      (one.outputType !== "caption" || (one.question !== undefined) === answersQuestions),
  );
}

/**
 * Examines a model by one task on labelled examples. Of more than are allowed some are drawn by the seed. Media are read
 * a few at a time, in the order of the examples; what cannot be read is listed with its reason.
 */
export async function examineLabelled(
  declared: Declared<"labels">,
  dataset: ExampleSource,
  options: ExaminationOptions,
): Promise<ExaminedTask> {
  const { seed, limit, openCaptionJudge } = options;
  const all = examplesOf(declared, dataset, seed);
  const isRank = declared.outputType === "rank";
  const most = isRank ? Math.min(limit ?? maxRanked, maxRanked) : (limit ?? all.length);
  const chosen = draw(all, most, seed);
  const beyond = all.length - chosen.length;
  const notExamined: NotExamined[] =
    beyond > 0
      ? [{ task: declared.name, place: `${beyond} of ${all.length} examples`, reason: `beyond the limit of ${most}` }]
      : [];
  const isWritten = declared.outputType === "caption" && !declared.answersQuestions;
  const captionJudge = isWritten ? await openCaptionJudge?.() : undefined;
  const answered: AnsweredSample[] = [];
  for (const batch of isRank ? [chosen] : toBatches(chosen)) {
    const read = await readAll(declared, batch, { ...options, captionJudge });
    notExamined.push(...read.notExamined);
    answered.push(...(await answerExamples(declared, read.examples, { ...options, captionJudge })));
  }
  return { samples: judgeSamples(declared, answered), notExamined };
}

function draw<Item>(items: readonly Item[], most: number, seed: number): readonly Item[] {
  if (items.length <= most) return items;
  const random = createRandom(seed);
  const places = items.map((_, n) => ({ n, place: random() })).sort((a, b) => a.place - b.place);
  const kept = new Set(places.slice(0, most).map(({ n }) => n));
  return items.filter((_, n) => kept.has(n));
}

const keyOf = ({ path, span }: LabelledMedium): string =>
  span ? `${path} ${span.startSeconds} ${span.endSeconds}` : path;

/** Examples of a few media each; the last ones join those before, so that none is without another video. */
function toBatches(examples: readonly LabelledExample[]): LabelledExample[][] {
  const batches: LabelledExample[][] = [];
  const held = new Set<string>();
  for (const example of examples) {
    for (const medium of mediaOf(example)) held.add(keyOf(medium));
    if (batches.length === 0 || held.size > mediaTogether) {
      batches.push([example]);
      held.clear();
      for (const medium of mediaOf(example)) held.add(keyOf(medium));
    } else batches.at(-1)?.push(example);
  }
  const last = batches.length > 1 && held.size < 2 ? batches.pop() : undefined;
  batches.at(-1)?.push(...(last ?? []));
  return batches;
}

type ReadOptions = Parameters<typeof answerExamples>[2];

interface ReadExamples {
  readonly examples: readonly Example[];
  readonly notExamined: readonly NotExamined[];
}

/** Reads the media of examples, each once. */
async function readAll(
  { name, outputType }: Declared<"labels">,
  labelled: readonly LabelledExample[],
  options: ReadOptions,
): Promise<ReadExamples> {
  const read = createReader(outputType === "localise" ? { everySeconds: 1 } : "few", options);
  const ready: { readonly example: LabelledExample; readonly sequences: readonly Sequence[] }[] = [];
  const notExamined: NotExamined[] = [];
  const omit = ({ place }: LabelledExample, reason: string) => void notExamined.push({ task: name, place, reason });
  for (const example of labelled) {
    const sequences: (Sequence | string)[] = [];
    for (const medium of mediaOf(example)) sequences.push(await read(medium));
    const fault = sequences.find((one) => typeof one === "string");
    if (fault === undefined) ready.push({ example, sequences: sequences as Sequence[] });
    else omit(example, fault);
  }
  const texts = ready.flatMap(({ example }) => (example.outputType === "rank" ? example.captions : []));
  const distinct = [...new Set(texts)];
  const examples = ready.flatMap(({ example, sequences }) => {
    const made = toExample(example, sequences, options.examinee, distinct);
    if (typeof made !== "string") return made;
    omit(example, made);
    return [];
  });
  return { examples, notExamined };
}

/** Reads each medium once; what is wrong with one is said each time. */
function createReader(density: FrameDensity, options: ReadOptions) {
  const { examinee, captionJudge, frameCache, media, signal, onProgress = () => {} } = options;
  const known = new Map<string, Sequence | string>();
  const shown = {
    fitOf: (info: MediaInfo) => examinee.fitOf(info),
    cache: captionJudge ? undefined : frameCache,
    media,
    async show(...seen: Parameters<typeof examinee.see>) {
      await examinee.see(...seen);
      await captionJudge?.see(...seen);
    },
  };
  return async (medium: LabelledMedium): Promise<Sequence | string> => {
    const key = keyOf(medium);
    let sequence = known.get(key);
    if (sequence !== undefined) return sequence;
    try {
      sequence = await readMedium(medium, density, shown, signal);
    } catch (error) {
      if (!isKinodexError(error) || signal.aborted) throw error;
      sequence = error.message;
    }
    known.set(key, sequence);
    onProgress(`read ${known.size} videos and pictures`);
    return sequence;
  };
}

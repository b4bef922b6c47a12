import { createHash } from "node:crypto";
import { chanceOfClasses, classificationFigures } from "../classification/classificationFigures.js";
import { withEnsembles, type PromptedClass } from "../classification/ensembles.js";
import { fillPrompt, loadPrompts, type Medium } from "../classification/prompts.js";
import type { NotExamined } from "../clips/clip.js";
import { resample, type Sequence } from "../clips/sequence.js";
import type { Declared } from "../declaration.js";
import { embedderOf } from "../examinees/embedderOf.js";
import type { Examinee } from "../examinees/examinee.js";
import type { LabelledFile, SeenFile } from "../media/labelledFile.js";
import type { MediaOutcome, MediaSubject, MediaTask } from "../media/mediaTask.js";
import { drawSome } from "../media/drawSome.js";
import type { Example } from "../probing/example.js";
import { answerExamples, judgeSamples, type AnsweredSample } from "../probing/examine.js";

/** Says of pictures or of videos, without having learnt to, which class they are of. */
export function classifyTask(medium: Medium): MediaTask {
  return {
    lacks: ({ files }) =>
      classesOf(filesOf(files, medium)).length > 1
        ? undefined
        : `${medium} of two classes or more: "label" in the manifest, or a folder for each class`,
    plan: ({ files, limit = Number.POSITIVE_INFINITY }) => {
      const count = Math.min(filesOf(files, medium).length, limit);
      return { examples: count, run: { count } };
    },
    run: (subject, declared) => classify(medium, subject, declared),
  };
}

interface FileClass {
  readonly name: string;
  readonly words: readonly string[];
}

const filesOf = (files: readonly LabelledFile[], medium: Medium): LabelledFile[] =>
  files.filter(({ isPicture, labels }) => isPicture === (medium === "pictures") && labels.ofClass !== undefined);

/** The classes of files with all words for each, in the order of their names. */
export function classesOf(files: readonly LabelledFile[]): FileClass[] {
  const words = new Map<string, Set<string>>();
  for (const { labels } of files) {
    if (!labels.ofClass) continue;
    const own = words.get(labels.ofClass.name) ?? new Set();
    for (const word of labels.ofClass.words) own.add(word);
    words.set(labels.ofClass.name, own);
  }
  return [...words].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => ({ name, words: [...own] }));
}

async function classify(medium: Medium, subject: MediaSubject, declared: Declared<"media">): Promise<MediaOutcome> {
  const { examination, reader, files } = subject;
  const { examinee, limit, seed } = examination;
  const all = filesOf(files, medium);
  const classes = classesOf(all);
  const { chosen, notExamined } = drawSome(all, { limit, seed, task: declared.name, what: medium });
  const prompts = loadPrompts(medium);
  const prompted = classes.map(({ name, words }) => ({
    name,
    prompts: words.flatMap((word) => prompts.ensemble.map((prompt) => fillPrompt(prompt, word))),
  }));
  const embed = embedderOf(examinee);
  const asked = { ...examination, examinee: await withEnsembles(examinee, prompted, embed) };
  const alone = embed && (await withEnsembles(examinee, toAlone(classes, prompts.alone), embed));
  const withPrompts = { ...declared, hash: hashOf(declared, prompted) };
  const names = classes.map(({ name }) => name);
  const answered: AnsweredSample[] = [];
  const onePrompt: (readonly number[])[] = [];
  for await (const part of reader.readInParts(inTurns(chosen))) {
    const examples = part.map((file) => toExample(file, names, examinee));
    answered.push(...(await answerExamples(withPrompts, examples, asked)));
    if (alone)
      onePrompt.push(
        ...(await alone.score(
          examples.map(({ clips }) => clips[0] as Sequence),
          names,
        )),
      );
  }
  return toOutcome(withPrompts, answered, { names, onePrompt: alone && onePrompt, notExamined });
}

/** One of each class after the other, so that the next one, which is shown for a control, is of another. */
function inTurns(files: readonly LabelledFile[]): LabelledFile[] {
  const counts = new Map<string, number>();
  return files
    .map((file) => {
      const name = file.labels.ofClass?.name ?? "";
      const turn = counts.get(name) ?? 0;
      counts.set(name, turn + 1);
      return { file, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ file }) => file);
}

const toAlone = (classes: readonly FileClass[], prompt: string): PromptedClass[] =>
  classes.map(({ name, words }) => ({ name, prompts: [fillPrompt(prompt, words[0] as string)] }));

function toExample(
  { name, labels, sequence }: SeenFile,
  names: readonly string[],
  { maxFrames }: Pick<Examinee, "maxFrames">,
): Example {
  const right = [names.indexOf(labels.ofClass?.name ?? "")];
  const clip = sequence.frames.length > maxFrames ? resample(sequence, maxFrames) : sequence;
  return { id: name, cluster: name, clips: [clip], options: names, right };
}

/** Answers depend on the sentences, which the declaration does not hold. */
function hashOf({ hash }: Declared<"media">, prompted: readonly PromptedClass[]): string {
  return createHash("sha256")
    .update(JSON.stringify([hash, prompted]))
    .digest("hex");
}

function toOutcome(
  declared: Declared<"media">,
  answered: readonly AnsweredSample[],
  {
    names,
    onePrompt,
    notExamined,
  }: {
    readonly names: readonly string[];
    readonly onePrompt: readonly (readonly number[])[] | undefined;
    readonly notExamined: readonly NotExamined[];
  },
): MediaOutcome {
  if (answered.length === 0) return { figures: [], notExamined };
  const right = answered.map(({ example }) => example.right[0] as number);
  const logits = answered.map(({ answers }) =>
    (answers.scores?.full?.[0] ?? []).map((score) => score ?? Number.NEGATIVE_INFINITY),
  );
  const { acc, top5_acc } = chanceOfClasses(right);
  const chance = names.length > 5 ? { acc, top5_acc } : { acc };
  return {
    figures: classificationFigures({ classes: names, logits, right, onePrompt }),
    samples: judgeSamples(declared, answered).map((sample) => ({ ...sample, chance })),
    classified: answered.map(({ example: { id } }, n) => {
      const row = logits[n] as readonly number[];
      return {
        name: id,
        right: names[right[n] as number] as string,
        given: names[row.indexOf(Math.max(...row))] as string,
      };
    }),
    notExamined,
  };
}

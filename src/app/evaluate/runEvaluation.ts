import { createHash } from "node:crypto";
import { basename } from "node:path";
import { writeOutput } from "../../core/outputFile.js";
import { openEmbeddingExaminee, type EmbeddingExaminee } from "../../evaluation/examinees/embeddingExaminee.js";
import { openFrameCache } from "../../evaluation/clips/frameCache.js";
import { openExaminee } from "../../evaluation/examinees/openExaminee.js";
import { createShownMedia, type ShownMedium } from "../../evaluation/clips/shownMedia.js";
import { faultOfExaminee, type ExaminationOptions } from "../../evaluation/probing/examine.js";
import { hashOfClips, readClips, type ExaminedClips } from "../../evaluation/probing/examineClips.js";
import type { Sample } from "../../evaluation/probing/sample.js";
import { findMarkTasks, findTasks } from "../../evaluation/registry.js";
import { toDocument, type NamedMedium } from "../../evaluation/results/assemble.js";
import { toResultsText, type ResultsDocument } from "../../evaluation/results/document.js";
import {
  openSamplesWriter,
  readSamples,
  framesPathOf,
  samplesPathOf,
  toKnown,
  toSamplesText,
} from "../../evaluation/results/samplesFile.js";
import type { TaskResult } from "../../evaluation/results/taskResult.js";
import { isClipTask, type EvaluationTask } from "../../evaluation/task.js";
import { defaultModelId } from "../../models/hub/knownModels.js";
import type { Model } from "../../models/model.js";
import { createModelShelf, type ModelShelf } from "../../models/modelShelf.js";
import { readCodeVersion, readEnvironment } from "./codeVersion.js";
import { findFrequencies } from "./findFrequencies.js";
import { createTaskRunner } from "./taskRunner.js";
import { findSource, type EvaluationSource, type SourceOptions } from "./source.js";

/** What is measured, and on what. */
export interface EvaluateOptions extends SourceOptions {
  /** Names of tasks, or YAML files of one's own. Default: all that the model and the data have what they need for. */
  readonly tasks?: readonly string[] | undefined;
  /** Examples of each task that is made from clips. Default: all. */
  readonly limit?: number | undefined;
  /** Where the index of a dataset is kept and used again. Default: a folder that goes afterwards. */
  readonly folder?: string | undefined;
  /** A file for the results; the samples go beside it, and a run that was stopped goes on with those. Default: none. */
  readonly output?: string | undefined;
  /** Id of a model that was not trained on the data: what memory of training pictures is measured against. Default: none. */
  readonly reference?: string | undefined;
  /** Of how clips are joined. Default 1. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What {@link runEvaluation} is told besides. */
export interface RunEvaluationOptions extends EvaluateOptions {
  /** Stays the caller's. */
  readonly model: Model;
  /** An index that holds the videos of the dataset, made with the model: it is measured as it is. Default: one is made. */
  readonly index?: string | undefined;
  readonly onNotice: (message: string) => void;
}

/** What came of a run. */
export interface Evaluation {
  readonly document: ResultsDocument;
  readonly samples: readonly Sample[];
}

/**
 * Examines a model by tasks that make their examples from clips, and measures search, confidence and answers on an index of
 * a dataset's videos, or on one whose hits people have judged.
 *
 * @throws {KinodexError} `usage` for an unknown task and a model that cannot be examined, `not-found` and `input` for data
 *   that cannot be read at all, `interrupted` on `signal`
 */
export async function runEvaluation(options: RunEvaluationOptions): Promise<Evaluation> {
  const { tasks: names = [], model, output, onNotice, signal } = options;
  const startedAt = new Date();
  const source = await findSource(options);
  const tasks = source.judged ? findMarkTasks(names) : findTasks(names, source.dataset);
  using samplesFile = openSamplesFile(output);
  await using models = createModelShelf();
  const examination = await openExamination(options, models, samplesFile);
  const { examinee } = examination;
  const clips = needsClips(tasks, examination) ? await readClips(source.files, examination) : undefined;
  const reference = options.reference === undefined ? undefined : await openReference(options.reference, models);
  const frequencies = await findFrequencies(model.identity.id);
  await using runner = createTaskRunner(source, {
    ...options,
    examination,
    clips,
    reference,
    frequencies,
  });
  const results: TaskResult[] = [];
  for (const task of tasks) {
    signal?.throwIfAborted();
    const result = await runner.run(task);
    results.push(result);
    onNotice(`${task.declared.name}: ${"skipped" in result ? `skipped: ${result.skipped}` : "done"}`);
  }
  const document = toDocument(results, {
    model: model.identity,
    by: examinee.by,
    frameCount: examinee.maxFrames,
    seed: examination.seed,
    limit: options.limit,
    data: { name: source.name, sha256: hashOfData(source, clips) },
    clips,
    media: toNamed(source, examination.media?.all ?? []),
    notExamined: [...source.notExamined, ...(clips?.notExamined ?? []), ...runner.notExamined],
    samples: runner.samples,
    codeVersion: readCodeVersion(),
    environment: await readEnvironment(),
    startedAt,
    tookMs: Date.now() - startedAt.getTime(),
  });
  if (output !== undefined) {
    await writeOutput(samplesPathOf(output), toSamplesText(runner.samples), { overwrite: true });
    await writeOutput(output, toResultsText(document), { overwrite: true });
  }
  return { document, samples: runner.samples };
}

type SamplesFile = Disposable & Pick<ExaminationOptions, "known" | "onSample">;

/** Where samples go as they are made, and those that are there from a run that was stopped. */
function openSamplesFile(output: string | undefined): SamplesFile {
  if (output === undefined) return { [Symbol.dispose]() {} };
  const path = samplesPathOf(output);
  const earlier = readSamples(path);
  const known = toKnown(earlier);
  const writer = openSamplesWriter(path, earlier);
  return {
    known,
    onSample: (sample) => {
      if (!known.has(sample.key)) writer.write(sample);
    },
    [Symbol.dispose]: () => writer[Symbol.dispose](),
  };
}

/** Opens the examinee and, where it finds no words for clips itself, the model that ships to do that. */
async function openExamination(
  { model, limit, seed = 1, output, signal = new AbortController().signal, onNotice }: RunEvaluationOptions,
  models: ModelShelf,
  { known, onSample }: SamplesFile,
): Promise<ExaminationOptions> {
  const examinee = await openExaminee(model, models);
  const findsWords = examinee.by.includes("text") || examinee.writer !== undefined;
  const { identity } = model;
  const { memory } = examinee;
  const path = output === undefined ? undefined : framesPathOf(output);
  return {
    identity,
    examinee,
    phraser: findsWords ? examinee : await openExaminee(await models.open(defaultModelId), models),
    openCaptionJudge: async () =>
      "embed" in examinee ? (examinee as EmbeddingExaminee) : openEmbeddingExaminee(await models.open(defaultModelId)),
    seed,
    limit,
    known,
    frameCache: openFrameCache({ memory, modelHash: identity.hash, path }),
    media: createShownMedia(),
    signal,
    onProgress: onNotice,
    onSample,
  };
}

/** A model to compare with. */
async function openReference(id: string, models: ModelShelf) {
  const model = await models.open(id);
  return { id: model.identity.id, examinee: await openExaminee(model, models) };
}

function needsClips(tasks: readonly EvaluationTask[], { examinee }: ExaminationOptions): boolean {
  return tasks.some((task) => isClipTask(task) && faultOfExaminee(task.declared, examinee) === undefined);
}

/** Media by what results call them, in the order of those names. */
function toNamed({ media }: EvaluationSource, shown: readonly ShownMedium[]): NamedMedium[] {
  const names = new Map(media.map(({ name, path }) => [path, name]));
  return shown.map((medium) => ({ ...medium, name: names.get(medium.path) ?? basename(medium.path) }));
}

function hashOfData({ labelsHash = "" }: EvaluationSource, clips: ExaminedClips | undefined): string {
  return createHash("sha256")
    .update(`${labelsHash} ${clips ? hashOfClips(clips) : ""}`)
    .digest("hex");
}

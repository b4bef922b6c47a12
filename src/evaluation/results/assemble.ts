import type { NotExamined } from "../clips/clip.js";
import { framesPerClip } from "../clips/readClip.js";
import { spread } from "../clips/sequence.js";
import { isHigherBetter, type Declared } from "../declaration.js";
import type { Figure } from "../figure.js";
import type { ShownMedium } from "../clips/shownMedia.js";
import type { ExaminedClips } from "../probing/examineClips.js";
import { outputs } from "../probing/outputs/outputs.js";
import { toShownFrames, toShownHash, type Sample } from "../probing/sample.js";
import { meanOf } from "../statistics/summary.js";
import { keyOfFigure, type ResultsDocument } from "./document.js";
import { hashOfSamples, toSamplesText } from "./samplesFile.js";
import { toEntries, type TaskResult } from "./taskResult.js";

/** Draws of each bootstrap interval. */
export const bootstrapRounds = 2000;

/** A labelled picture or video that was shown, by the name that results have for it. */
export interface NamedMedium extends Omit<ShownMedium, "path"> {
  readonly name: string;
}

/** What a run was made with and on. */
export interface RunFacts {
  readonly model: { readonly id: string; readonly hash: string };
  /** The capabilities by which it was examined. */
  readonly by: readonly string[];
  /** Frames of each sequence. */
  readonly frameCount: number;
  readonly seed: number;
  readonly limit?: number | undefined;
  /** Of the folder that was examined, and SHA-256 of what is in it. */
  readonly data: { readonly name: string; readonly sha256: string };
  readonly clips?: ExaminedClips | undefined;
  readonly media: readonly NamedMedium[];
  readonly notExamined: readonly NotExamined[];
  readonly samples: readonly Sample[];
  readonly codeVersion: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  readonly tookMs: number;
}

/** Puts the results of all tasks into one document, whose keys are in the same order in each run. */
export function toDocument(results: readonly TaskResult[], facts: RunFacts): ResultsDocument {
  const ran = results.filter((result) => !("skipped" in result));
  const byTask = <Value>(of: readonly TaskResult[], toValue: (result: TaskResult) => Value) =>
    Object.fromEntries(of.map((result) => [result.declared.name, toValue(result)]));
  return {
    schema: "vlmeval-ts/1",
    results: byTask(ran, toEntries),
    ...toGroups(ran),
    configs: byTask(ran, toConfig),
    versions: byTask(ran, ({ declared }) => String(declared.version)),
    "n-shot": byTask(ran, () => 0),
    higher_is_better: byTask(ran, toDirections),
    "n-samples": byTask(ran, toSampleCounts),
    baselines: byTask(ran, toBaselines),
    figures: byTask(
      ran.filter((result) => figuresOf(result).length > 0),
      toAbouts,
    ),
    skipped: Object.fromEntries(
      results.flatMap((result) => ("skipped" in result ? [[result.declared.name, result.skipped]] : [])),
    ),
    not_examined: [...facts.notExamined],
    config: {
      model: facts.model.id,
      model_hash: facts.model.hash,
      model_args: { by: facts.by },
      frames: { policy: `uniform_mid of ${framesPerClip} a clip`, n: facts.frameCount },
      phrases: facts.clips?.phrases.source ?? null,
      random_seed: facts.seed,
      bootstrap_iters: bootstrapRounds,
      limit: facts.limit ?? null,
    },
    data: { ...facts.data, clips: facts.clips ? toClipFacts(facts.clips) : [], media: facts.media.map(toMediumFacts) },
    samples: { count: facts.samples.length, sha256: hashOfSamples(toSamplesText(facts.samples)) },
    git_hash: facts.codeVersion,
    task_hashes: byTask(ran, ({ declared }) => declared.hash),
    versions_env: { ...facts.environment },
    date: Math.round(facts.startedAt.getTime() / 1000),
    total_evaluation_time_seconds: (facts.tookMs / 1000).toFixed(1),
  };
}

/** Whether figures are better the higher they are, of those that are better either way. */
function toDirections(result: TaskResult): Record<string, boolean> {
  const { declared } = result;
  const { lowerIsBetter = [], neitherIsBetter = [] } = "summary" in result ? outputs[declared.outputType] : {};
  const ranked = namesOf(result).filter((name) => !neitherIsBetter.includes(name));
  return Object.fromEntries(
    ranked.map((name) => [name, isHigherBetter(declared, name) && !lowerIsBetter.includes(name)]),
  );
}

function namesOf(result: TaskResult): string[] {
  const ofSummary = "summary" in result ? Object.keys(result.summary.figures) : [];
  return [...ofSummary, ...figuresOf(result).map(({ name }) => name)];
}

const figuresOf = (result: TaskResult): readonly Figure[] => ("figures" in result ? (result.figures ?? []) : []);

/** Of tasks with examples that are about one area: the mean of their headlines and of their gains. */
function toGroups(ran: readonly TaskResult[]): Pick<ResultsDocument, "groups" | "group_subtasks"> {
  const made = ran.flatMap((result) => ("summary" in result ? [result] : []));
  const areas = [...new Set(made.map(({ declared }) => declared.area))];
  const inArea = (area: Declared["area"]) => made.filter(({ declared }) => declared.area === area);
  const headlineOf = ({ declared, summary }: (typeof made)[0]) => summary.figures[declared.headline]?.value ?? 0;
  return {
    groups: Object.fromEntries(
      areas.map((area) => [
        area,
        {
          [keyOfFigure("macro_headline")]: meanOf(inArea(area).map(headlineOf)),
          ...toMacroGain(inArea(area).flatMap(({ summary }) => summary.temporalGain?.value ?? [])),
        },
      ]),
    ),
    group_subtasks: Object.fromEntries(areas.map((area) => [area, inArea(area).map(({ declared }) => declared.name)])),
  };
}

const toMacroGain = (gains: readonly number[]): Record<string, number> =>
  gains.length > 0 ? { macro_temporal_gain: meanOf(gains) } : {};

function toConfig({ declared }: TaskResult): Record<string, unknown> {
  const { name, hash: _, version, what, area, outputType, cluster, headline, ...rest } = declared;
  return {
    task: name,
    what,
    area,
    output_type: outputType,
    cluster_key: cluster,
    headline,
    metadata: { version: String(version) },
    ...rest,
  };
}

function toSampleCounts(result: TaskResult): { original: number; effective: number } {
  if ("summary" in result)
    return { original: result.summary.count, effective: Number(result.summary.effectiveCount.toFixed(1)) };
  if ("skipped" in result) return { original: 0, effective: 0 };
  if (result.asked > 0) return { original: result.asked, effective: result.clusters };
  const most = Math.max(0, ...result.figures.map(({ count = 0 }) => count)); // nothing that is asked of a model
  return { original: most, effective: most };
}

function toBaselines(result: TaskResult): Record<string, Record<string, number>> {
  const ofData = figuresOf(result).flatMap(({ name, chance }) =>
    chance === undefined ? [] : [[name, chance] as const],
  );
  const { chance, baselines } =
    "summary" in result ? result.summary : { chance: result.declared.chance, baselines: {} };
  const ofFigures: Record<string, Record<string, number>> = {};
  for (const { name, baselines: under = {} } of figuresOf(result))
    for (const [control, value] of Object.entries(under))
      if (Number.isFinite(value)) (ofFigures[control] ??= {})[name] = value;
  return { chance: { ...chance, ...Object.fromEntries(ofData) }, ...ofFigures, ...baselines };
}

function toAbouts(result: TaskResult): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    figuresOf(result).map(({ name, what, target, met, detail }) => [
      name,
      { what, ...(target ? { target, met } : {}), ...(detail ? { detail } : {}) },
    ]),
  );
}

function toClipFacts({ clips, phrases }: ExaminedClips): Record<string, unknown>[] {
  return clips.map((clip) => ({
    file: clip.name,
    sha256: clip.sha256,
    start_seconds: clip.startSeconds,
    seconds: clip.endSeconds,
    motion_levels: Number(clip.motionLevels.toFixed(3)),
    phrase: phrases.of(clip),
    frames: toShownFrames(clip),
  }));
}

/** Of more frames than of a clip, so many are told, evenly; of a picture there is one. */
function toMediumFacts({ name, sha256, span, frames }: NamedMedium): Record<string, unknown> {
  const told = spread(frames, Math.min(framesPerClip, frames.length)).map(toShownHash);
  if (!span) return { file: name, sha256, frames: told };
  const { startSeconds, endSeconds } = span;
  return {
    file: name,
    sha256,
    start_seconds: startSeconds,
    seconds: endSeconds - startSeconds,
    frame_count: frames.length > 0 ? frames.length : framesPerClip, // a report takes as many as of clips
    frames: told,
  };
}

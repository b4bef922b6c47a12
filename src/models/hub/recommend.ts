import type { Capability } from "../capabilities.js";
import { families } from "../families/families.js";
import { listCatalogue, type CatalogueEntry } from "./catalogue.js";
import { defaultModelId, listModels } from "./knownModels.js";

/** What people want a model for. */
export const tasks = ["search", "captions", "questions", "order"] as const;
export type Task = (typeof tasks)[number];

/** What somebody asks of a model. */
export interface Wish {
  readonly task: Task;
  /** Gigabytes of memory that it may take. */
  readonly maxMemoryGb?: number | undefined;
  /** A part of the name of a licence, as `mit` or `apache`. */
  readonly licence?: string | undefined;
  /** Ids of the models whose captions, and answers, are calibrated and can be believed. */
  readonly calibrated?: readonly string[] | undefined;
  /** How well models that are here search somebody's own videos, by their ids: it counts for more than what is published. */
  readonly measured?: ReadonlyMap<string, MeasuredRetrieval> | undefined;
}

/** How a model finds labelled videos by their captions. */
export interface MeasuredRetrieval {
  /** Name of the dataset. */
  readonly dataset: string;
  readonly captionCount: number;
  /** Shares of the captions whose video is the first, and among the first 5 and 10. */
  readonly recallAt: readonly [first: number, five: number, ten: number];
  /** 95 % confidence interval of the first of them. */
  readonly interval: readonly [number, number];
}

/** A model that fits a wish. */
export interface Recommendation {
  readonly id: string;
  readonly isHere: boolean;
  readonly licence: string;
  /** What speaks for it and against it, with where that is known from. */
  readonly why: string;
  readonly measured?: MeasuredRetrieval;
}

/** What a model has to be able to do for a task, in one way or another: captions and answers rest on a calibration too. */
const needs: Readonly<Record<Task, readonly (readonly Capability[])[]>> = {
  search: [["image", "text"]],
  captions: [["image", "text"], ["generation"]],
  questions: [["image", "text"], ["generation"]],
  order: [["temporal"]],
};
const isAble = (can: (capability: Capability) => boolean, task: Task) => needs[task].some((way) => way.every(can));

/** Some models describe and read no questions; of one that nobody knows it is not assumed. */
const canWriteFor = (task: Task, fact: CatalogueEntry | undefined) =>
  task !== "questions" || fact?.takesPrompts !== false;

/** Memory of weights over their file, and what a process takes anyway, in gigabytes: an estimate, and told as one. */
const [memoryPerByte, memoryOfProcess] = [2, 0.3];

/**
 * Models for a task, the best first: those that were measured on videos of one's own by that, then the others by what is
 * known of them, retrieval from MSR-VTT before ImageNet. What nobody has measured stands last, and says so.
 */
export async function recommendModels(wish: Wish): Promise<readonly Recommendation[]> {
  const { models } = await listModels();
  const known = new Map(listCatalogue().map((entry) => [entry.id, entry]));
  const here = models.map(({ manifest }) => {
    const { files, openers } = families.create(manifest);
    const megabytes = files.reduce((total, { sizeBytes }) => total + sizeBytes, 0) / 1e6;
    const can = (capability: Capability) => openers[capability] !== undefined;
    const fact = known.get(manifest.id);
    return { id: manifest.id, licence: manifest.licence, megabytes, can, fact };
  });
  const others = [...known.values()]
    .filter(({ id }) => here.every((one) => one.id !== id))
    .map((fact) => ({
      ...fact,
      megabytes: smallestOf(fact),
      can: (capability: Capability) => fact.capabilities.includes(capability),
      fact,
    }));
  const fits = [...here, ...others]
    .map((one) => ({ ...one, writes: one.can("generation") && canWriteFor(wish.task, one.fact) }))
    .filter(({ can, writes }) =>
      isAble((capability) => (capability === "generation" ? writes : can(capability)), wish.task),
    )
    .filter(({ licence }) => licence.toLowerCase().includes((wish.licence ?? "").toLowerCase()))
    .filter(({ megabytes }) => memoryGbOf(megabytes) <= (wish.maxMemoryGb ?? Number.POSITIVE_INFINITY));
  const isToSay = wish.task === "captions" || wish.task === "questions";
  const isCalibrated = (id: string) => isToSay && (wish.calibrated?.includes(id) ?? false);
  /** What was calibrated here, then what writes by itself, then what would have to be calibrated first. */
  const worth = ({ id, fact, writes }: (typeof fits)[number]) =>
    (isCalibrated(id) ? 2000 : isToSay && writes ? 1000 : 0) + (fact?.msrvtt ?? 0) * 2 + (fact?.imagenet ?? 0);
  return fits
    .map((one) => ({ ...one, measured: wish.measured?.get(one.id) }))
    .toSorted((a, b) => compareMeasured(a.measured, b.measured) || worth(b) - worth(a))
    .map(({ id, licence, megabytes, fact, measured, writes }) => ({
      id,
      isHere: here.some((one) => one.id === id),
      licence,
      ...(measured && { measured }),
      why: [
        measured === undefined ? (wish.measured ? "not measured on your videos" : "") : toMeasuredText(measured),
        fact?.recipe === undefined || here.some((one) => one.id === id) ? "" : `to be made with ${fact.recipe}`,
        isCalibrated(id) ? `calibrated for ${wish.task}` : "",
        isToSay && writes ? "writes by itself; the model of the index checks it" : "",
        isToSay && !writes && !isCalibrated(id) ? "to be calibrated first" : "",
        fact?.msrvtt === undefined ? "" : `MSR-VTT R@1 ${fact.msrvtt} %`,
        fact?.imagenet === undefined ? "" : `ImageNet ${fact.imagenet} % (published)`,
        fact?.frameMs === undefined ? "" : `${fact.frameMs.q8 ?? fact.frameMs.fp32} ms a frame (measured, one thread)`,
        megabytes === undefined ? "size not known" : `about ${memoryGbOf(megabytes).toFixed(1)} GB of memory`,
        fact === undefined && id !== defaultModelId ? "nobody has measured it here: kinodex models bench" : "",
      ]
        .filter((words) => words !== "")
        .join(", "),
    }));
}

/** Below 0 where `a` is the better one; what was not measured comes last. */
function compareMeasured(a: MeasuredRetrieval | undefined, b: MeasuredRetrieval | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  const differences = a.recallAt.map((share, n) => (b.recallAt[n] as number) - share);
  return differences.find((difference) => difference !== 0) ?? 0;
}

function toMeasuredText({ dataset, captionCount, recallAt: [first], interval }: MeasuredRetrieval): string {
  const [low, high] = interval.map((share) => (100 * share).toFixed(0));
  const found = `${Math.round(first * captionCount)} of ${captionCount} captions`;
  return `finds the video of ${found} first (${(100 * first).toFixed(0)} %, 95 % interval ${low} to ${high} %; measured on ${dataset})`;
}

function smallestOf({ megabytes }: CatalogueEntry): number | undefined {
  return megabytes?.q8 ?? megabytes?.fp16 ?? megabytes?.fp32;
}

/** What is not known may fit. */
function memoryGbOf(megabytes: number | undefined): number {
  return memoryOfProcess + (memoryPerByte * (megabytes ?? 0)) / 1000;
}

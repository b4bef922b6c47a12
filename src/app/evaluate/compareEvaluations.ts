import { existsSync } from "node:fs";
import { KinodexError } from "../../core/errors.js";
import { findTasks } from "../../evaluation/registry.js";
import { compareRuns, type Comparison } from "../../evaluation/results/compare.js";
import type { ComparedRun } from "../../evaluation/results/sameSamples.js";
import { isIndexTask } from "../../evaluation/task.js";
import { openModel } from "../../models/openModel.js";
import { hasStore } from "../../store/store.js";
import { openSession } from "../session.js";
import { readRun } from "./results.js";
import { runEvaluation, type EvaluateOptions } from "./runEvaluation.js";
import { findSource } from "./source.js";

/** What two things are compared on, where they are not results already. */
export interface CompareOptions extends Pick<
  EvaluateOptions,
  "clips" | "dataset" | "media" | "tasks" | "limit" | "seed" | "signal"
> {
  readonly onNotice: (message: string) => void;
}

type Kind = "results" | "index" | "model";

/**
 * Compares two results files, two models, or two indexes of the same videos, or one of each; see `compareRuns`. Models are
 * examined on the same clips; indexes are measured as they are, by the tasks about the videos of a dataset.
 *
 * @throws {KinodexError} what reading results, opening models and indexes, and examining throw
 */
export async function compareEvaluations(before: string, after: string, options: CompareOptions): Promise<Comparison> {
  const kinds = [await kindOf(before), await kindOf(after)] as const;
  const tasks = kinds.includes("index") ? await toIndexTasks(options) : options.tasks;
  const one = await toRun(before, kinds[0], { ...options, tasks });
  const other = await toRun(after, kinds[1], { ...options, tasks });
  const { tasks: compared, warnings } = compareRuns(one, other);
  return { tasks: compared, warnings: [...one.warnings, ...other.warnings, ...warnings] };
}

async function kindOf(name: string): Promise<Kind> {
  if (name.endsWith(".json")) return "results";
  if (await hasStore(name)) return "index";
  if (!existsSync(name)) return "model";
  throw new KinodexError("usage", `${name} holds no index: name results in .json, a model, or the folder of an index`, {
    name,
  });
}

/** The tasks that were asked for, which must be about an index; else all of those. */
async function toIndexTasks({ tasks = [], ...options }: CompareOptions): Promise<readonly string[]> {
  const source = await findSource(options);
  if (!source.dataset)
    throw new KinodexError("usage", "an index is measured on labelled videos: give --dataset in place of --clips", {});
  const found = findTasks(tasks, source.dataset);
  const others = found.filter((task) => !isIndexTask(task)).map(({ declared }) => declared.name);
  if (tasks.length > 0 && others.length > 0)
    throw new KinodexError("usage", `these tasks examine a model and no index: ${others.join(", ")}`, { others });
  return found.filter(isIndexTask).map(({ declared }) => declared.name);
}

type WarnedRun = ComparedRun & Pick<Comparison, "warnings">;

async function toRun(name: string, kind: Kind, options: CompareOptions): Promise<WarnedRun> {
  if (kind === "results") return readRun(name);
  const { onNotice } = options;
  const told = { ...options, onNotice: (message: string) => onNotice(`${name}: ${message}`) };
  if (kind === "index") {
    await using session = await openSession({ directory: name, onNotice });
    return { ...(await runEvaluation({ ...told, model: session.model, index: name })), warnings: [] };
  }
  await using model = await openModel(name);
  return { ...(await runEvaluation({ ...told, model })), warnings: [] };
}

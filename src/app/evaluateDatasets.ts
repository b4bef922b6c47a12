import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { lastValueFrom, tap } from "rxjs";
import { toMessage } from "../core/errors.js";
import { packageRoot } from "../core/paths.js";
import { readDataset, type Dataset } from "../evaluation/dataset.js";
import { evaluate, type TaskResult } from "../evaluation/evaluate.js";
import { evaluationTasks, findTasks } from "../evaluation/registry.js";
import type { EvaluationSubject } from "../evaluation/task.js";
import type { EvaluateOptions } from "./kinodex.js";
import { openKinodex } from "./openKinodex.js";
import { openSession, type Session } from "./session.js";

/** The evaluation tasks that exist, and what each measures, in a sentence. */
export function listEvaluationTasks(): readonly { readonly name: string; readonly what: string }[] {
  return evaluationTasks.names.map((name) => evaluationTasks.createNamed(name));
}

/** What {@link evaluateDatasets} is told. */
export interface EvaluateDatasetsOptions extends EvaluateOptions {
  /** Id of the model that is measured. */
  readonly model: string;
  readonly onNotice: (message: string) => void;
}

/**
 * Measures search, confidence and answers on videos with ground truth, task by task, and tells of each that is done.
 *
 * The videos of a dataset are indexed when a task first asks for them, in a folder of their own: what chance gives
 * depends on everything that is in an index.
 *
 * @throws {KinodexError} `usage` for an unknown task, `input` for a dataset that cannot be read; what indexing throws
 */
export async function* evaluateDatasets({
  tasks: names = [],
  datasets: folders = [join(packageRoot, "samples")],
  folder,
  model,
  onNotice,
}: EvaluateDatasetsOptions): AsyncGenerator<TaskResult> {
  const tasks = findTasks(names);
  const datasets = folders.map(readDataset);
  using indexes = openFolder(folder, onNotice);
  await using opened = createOpened();
  const toSubject = (dataset: Dataset): EvaluationSubject => {
    let opening: Promise<Session> | undefined;
    const open = async (): Promise<Session> => {
      const directory = join(indexes.path, dataset.name);
      await indexDataset(dataset, directory, model, onNotice);
      return opened.add(await openSession({ directory, onNotice }));
    };
    return { dataset, index: () => (opening ??= open()) };
  };
  yield* evaluate(tasks, datasets.map(toSubject));
}

/** The folder of that name, which stays; else one that goes when it is disposed or the process is interrupted. */
function openFolder(
  name: string | undefined,
  onNotice: (message: string) => void,
): Disposable & { readonly path: string } {
  if (name !== undefined) return { path: resolve(name), [Symbol.dispose]() {} };
  const path = mkdtempSync(join(tmpdir(), "kinodex-evaluate-"));
  const remove = () => {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      // Windows keeps files that are open, as those of an index are when indexing is interrupted.
      onNotice(`${path} is left behind and can be deleted: ${toMessage(error)}`);
    }
  };
  process.once("exit", remove);
  return {
    path,
    [Symbol.dispose]() {
      process.off("exit", remove);
      remove();
    },
  };
}

/** Sessions that are closed together. */
function createOpened(): AsyncDisposable & { add(session: Session): Session } {
  const sessions: Session[] = [];
  return {
    add(session) {
      sessions.push(session);
      return session;
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions) await session[Symbol.asyncDispose]();
    },
  };
}

async function indexDataset(
  dataset: Dataset,
  index: string,
  model: string,
  onNotice: (message: string) => void,
): Promise<void> {
  await using kinodex = await openKinodex({ index, model, onNotice });
  const paths = dataset.videos.map(({ path }) => path);
  onNotice(`${dataset.name}: indexing ${paths.length} videos`);
  const events = kinodex.index(paths).pipe(
    tap((event) => {
      if (event.type === "failed") throw event.error;
    }),
  );
  await lastValueFrom(events, { defaultValue: undefined });
}

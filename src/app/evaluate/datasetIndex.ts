import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { lastValueFrom, tap } from "rxjs";
import { toMessage } from "../../core/errors.js";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { Dataset } from "../../evaluation/dataset.js";
import type { EvaluatedIndex } from "../../evaluation/task.js";
import { openKinodex } from "../openKinodex.js";
import { openSession, type Session } from "../session.js";

/** How {@link createDatasetIndex} makes an index. */
export interface DatasetIndexOptions {
  /** Id of the model that it is made with. */
  readonly model: string;
  /** Where it is kept, in a folder of the dataset's name, and used again. Default: a folder that goes afterwards. */
  readonly folder?: string | undefined;
  readonly onNotice: (message: string) => void;
  /** Hears of each video that cannot be indexed. */
  readonly onFault: (fault: NotExamined) => void;
}

/** An index of a dataset that is made when it is first asked for, in a folder of its own: what chance gives depends on everything in it. */
export interface DatasetIndex extends AsyncDisposable {
  open(): Promise<EvaluatedIndex>;
  /** The dataset without the videos that cannot be indexed. */
  usable(): Promise<Dataset>;
}

export function createDatasetIndex(dataset: Dataset, options: DatasetIndexOptions): DatasetIndex {
  const { folder, model, onNotice } = options;
  const indexes = openFolder(folder, onNotice);
  const directory = join(indexes.path, dataset.name);
  let indexing: Promise<Dataset> | undefined;
  let opening: Promise<Session> | undefined;
  const usable = () => (indexing ??= indexDataset(dataset, directory, options));
  const open = async (): Promise<Session> => {
    await usable();
    return openSession({ directory, modelId: model, onNotice });
  };
  return {
    usable,
    open: () => (opening ??= open()),
    async [Symbol.asyncDispose]() {
      const session = await opening?.catch(() => {}); // whoever opened it was told
      await session?.[Symbol.asyncDispose]();
      indexes[Symbol.dispose]();
    },
  };
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

/** Indexes what can be indexed, and gives the dataset without the rest. */
async function indexDataset(
  dataset: Dataset,
  index: string,
  { model, onNotice, onFault }: DatasetIndexOptions,
): Promise<Dataset> {
  await using kinodex = await openKinodex({ index, model, onNotice });
  const paths = dataset.videos.map(({ path }) => path);
  onNotice(`${dataset.name}: indexing ${paths.length} videos`);
  const failed = new Set<string>();
  const events = kinodex.index(paths).pipe(
    tap((event) => {
      if (event.type !== "failed") return;
      failed.add(event.path);
      onFault({ place: relative(dataset.directory, event.path), reason: toMessage(event.error) });
    }),
  );
  await lastValueFrom(events, { defaultValue: undefined });
  return { ...dataset, videos: dataset.videos.filter(({ path }) => !failed.has(path)) };
}

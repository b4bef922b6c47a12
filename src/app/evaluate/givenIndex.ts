import { relative } from "node:path";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { Dataset, LabelledVideo } from "../../evaluation/dataset.js";
import { openSession, type Session } from "../session.js";
import type { DatasetIndex, DatasetIndexOptions } from "./datasetIndex.js";

/** An index that is there already, as that of a dataset: it is measured as it is, and videos that it lacks are told. */
export function createGivenIndex(
  dataset: Dataset,
  directory: string,
  { onNotice, onFault }: Pick<DatasetIndexOptions, "onNotice" | "onFault">,
): DatasetIndex {
  let opening: Promise<Session> | undefined;
  let checking: Promise<Dataset> | undefined;
  const open = () => (opening ??= openSession({ directory, onNotice }));
  return {
    open,
    usable: () => (checking ??= keepHeld(dataset, open, onFault)),
    async [Symbol.asyncDispose]() {
      const session = await opening?.catch(() => {}); // whoever opened it was told
      await session?.[Symbol.asyncDispose]();
    },
  };
}

async function keepHeld(
  dataset: Dataset,
  open: () => Promise<Session>,
  onFault: (fault: NotExamined) => void,
): Promise<Dataset> {
  const { store } = await open();
  const held: LabelledVideo[] = [];
  for (const video of dataset.videos) {
    if (await store.findVideo(video.path)) held.push(video);
    else
      onFault({
        place: relative(dataset.directory, video.path),
        reason: `the index ${store.directory} does not hold it`,
      });
  }
  return { ...dataset, videos: held };
}

import type { Clip } from "../../evaluation/clips/clip.js";
import type { ShownMedia } from "../../evaluation/clips/shownMedia.js";
import type { Dataset } from "../../evaluation/dataset.js";
import type { Sample } from "../../evaluation/probing/sample.js";
import type { EvaluatedIndex } from "../../evaluation/task.js";
import { nameOf } from "../../evaluation/tasks/ask.js";

/** What was asked of an index, and what is known of its videos. */
export interface IndexedOptions {
  readonly asked: readonly Sample[];
  readonly dataset: Dataset;
  readonly openIndex: () => Promise<EvaluatedIndex>;
  readonly clips: readonly Clip[];
  readonly media: ShownMedia;
}

/** Adds the videos that an index was asked about to what results tell, but for those that something else was shown of. */
export async function tellIndexed({ asked, dataset, openIndex, clips, media }: IndexedOptions): Promise<void> {
  const names = new Set(asked.map(({ cluster }) => cluster));
  const about = dataset.videos.filter((video) => names.has(nameOf(video)));
  if (about.length === 0) return;
  const told = new Set([...clips, ...media.all].map(({ sha256 }) => sha256));
  const { store } = await openIndex();
  for (const { path } of about) {
    const record = await store.findVideo(path);
    if (!record || told.has(record.videoId)) continue;
    const span = { startSeconds: 0, endSeconds: record.durationSeconds };
    media.add({ path, sha256: record.videoId, span, frames: [] });
  }
}

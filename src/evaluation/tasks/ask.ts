import { basename } from "node:path";
import { KinodexError } from "../../core/errors.js";
import type { Embedding } from "../../core/vectors.js";
import type { Model } from "../../models/model.js";
import type { StoreReader } from "../../store/store.js";
import type { LabelledVideo } from "../dataset.js";

/** Embeddings of texts, in their order. */
export async function embedAll(model: Model, texts: readonly string[]): Promise<Embedding[]> {
  return (await model.open("text")).encode(texts);
}

/** What a video is called in results: the end of its path, which is the same on every machine. */
export const nameOf = ({ path }: LabelledVideo): string => basename(path);

/** Another video, to be asked about in place of one: half of all further on, as neighbours may be twins; of one alone itself. */
export function anotherOf(videos: readonly LabelledVideo[], video: LabelledVideo): LabelledVideo {
  return videos[(videos.indexOf(video) + Math.ceil(videos.length / 2)) % videos.length] as LabelledVideo;
}

/**
 * The id under which an index knows a labelled video.
 *
 * @throws {KinodexError} `not-found` where it does not
 */
export async function videoIdOf(store: StoreReader, { path }: LabelledVideo): Promise<string> {
  const record = await store.findVideo(path);
  if (record) return record.videoId;
  throw new KinodexError(
    "not-found",
    `the index ${store.directory} does not hold ${path}: index the dataset's videos first, or leave out --index`,
    { path },
  );
}

import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Mark } from "../../collections/marks.js";
import { toClusters } from "../../evaluation/statistics/clusters.js";
import type { StoreReader } from "../../store/store.js";

/** Accepted spans as a dataset that `evaluate run --dataset` reads. */
export interface MarkManifest {
  /** Of `manifest.jsonl`. */
  readonly text: string;
  readonly videoCount: number;
  readonly spanCount: number;
  /** Marks that are not in it: what was rejected, and spans of videos that are not indexed or have no file any more. */
  readonly leftOutCount: number;
}

/**
 * Writes what was accepted as a manifest: a line a video, with the accepted texts as its descriptions, captions first,
 * and the accepted spans as its events. Files are named from `folder`, where the manifest will lie.
 */
export async function toManifest(
  marks: readonly Mark[],
  store: Pick<StoreReader, "findVideos">,
  folder: string,
): Promise<MarkManifest> {
  const accepted = marks.filter(({ verdict }) => verdict === "accepted");
  const byVideo = toClusters(accepted, ({ videoId }) => videoId);
  const videos = new Map(
    (await store.findVideos(byVideo.map(([mark]) => (mark as Mark).videoId))).map((video) => [video.videoId, video]),
  );
  const rows = byVideo.flatMap((ofVideo) => {
    const video = videos.get((ofVideo[0] as Mark).videoId);
    const path = video?.paths.find((known) => existsSync(known));
    if (!video || path === undefined) return [];
    const file = relative(folder, path).split(sep).join("/");
    return [toRow(file, video.durationSeconds ?? video.indexedThroughSeconds, ofVideo)];
  });
  const spanCount = rows.reduce((sum, { events }) => sum + events.length, 0);
  return {
    text: rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    videoCount: rows.length,
    spanCount,
    leftOutCount: marks.length - spanCount,
  };
}

function toRow(file: string, durationSeconds: number, marks: readonly Mark[]) {
  const isCaption = ({ about }: Mark) => Number(about === "caption");
  const texts = marks.toSorted((a, b) => isCaption(b) - isCaption(a)).map(({ text }) => text);
  return {
    file,
    duration: durationSeconds,
    descriptions: [...new Set(texts)].map((text) => ({ text })),
    events: marks
      .toSorted((a, b) => a.startSeconds - b.startSeconds)
      .map(({ startSeconds, endSeconds, text }) => ({
        start: startSeconds,
        end: Math.min(endSeconds, durationSeconds),
        text,
      })),
  };
}

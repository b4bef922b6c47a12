import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Mark } from "../../collections/marks.js";
import { toClusters } from "../../evaluation/statistics/clusters.js";
import type { StoreReader } from "../../store/store.js";

/** Marks as a dataset that `evaluate run --dataset` reads. */
export interface MarkManifest {
  /** Of `manifest.jsonl`. */
  readonly text: string;
  readonly videoCount: number;
  /** What was accepted, and what was rejected. */
  readonly spanCount: number;
  readonly rejectedCount: number;
  /** Marks that are not in it: of videos that are not indexed or have no file any more. */
  readonly leftOutCount: number;
}

/**
 * Writes marks as a manifest: a line a video, with the accepted texts as its descriptions, captions first, the accepted
 * spans as its events, and the rejected ones, which are no part of an evaluation, for whoever needs examples of what is not
 * there. Files are named from `folder`, where the manifest will lie.
 */
export async function toManifest(
  marks: readonly Mark[],
  store: Pick<StoreReader, "findVideos">,
  folder: string,
): Promise<MarkManifest> {
  const byVideo = toClusters(marks, ({ videoId }) => videoId);
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
  const count = (of: "events" | "rejected") => rows.reduce((sum, row) => sum + (row[of]?.length ?? 0), 0);
  const [spanCount, rejectedCount] = [count("events"), count("rejected")];
  return {
    text: rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    videoCount: rows.length,
    spanCount,
    rejectedCount,
    leftOutCount: marks.length - spanCount - rejectedCount,
  };
}

/** Lists that would be empty are missing. */
function toRow(file: string, durationSeconds: number, marks: readonly Mark[]) {
  const accepted = marks.filter(({ verdict }) => verdict === "accepted");
  const rejected = marks.filter(({ verdict }) => verdict === "rejected");
  const isCaption = ({ about }: Mark) => Number(about === "caption");
  const texts = accepted.toSorted((a, b) => isCaption(b) - isCaption(a)).map(({ text }) => text);
  const toSpans = (some: readonly Mark[]) =>
    some
      .toSorted((a, b) => a.startSeconds - b.startSeconds)
      .map(({ startSeconds, endSeconds, text }) => ({
        start: startSeconds,
        end: Math.min(endSeconds, durationSeconds),
        text,
      }));
  return {
    file,
    duration: durationSeconds,
    descriptions: accepted.length > 0 ? [...new Set(texts)].map((text) => ({ text })) : undefined,
    events: accepted.length > 0 ? toSpans(accepted) : undefined,
    rejected: rejected.length > 0 ? toSpans(rejected) : undefined,
  };
}

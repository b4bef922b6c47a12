import { basename, dirname } from "node:path";
import { KinodexError } from "../../../core/errors.js";
import type { CatalogWriter } from "../catalog.js";
import type { FileStamp, VideoRecord } from "../records.js";
import { toFoundName, toNameKey } from "../videoLists.js";
import { createBlockWriter } from "./blockWriter.js";
import type { CatalogFile } from "./catalogFile.js";
import { checkChunk, checkOrder } from "./checkChunk.js";
import type { Immediate } from "./immediate.js";
import { createSegmentWriter } from "./segmentWriter.js";
import { prepareVideoStatements } from "./videoStatements.js";
import { createVideoRecords } from "./videoRecords.js";
import type { Write } from "./write.js";

/** Opens what changes a catalog. The caller holds the writer's lock. */
export function createWriter(catalog: CatalogFile, write: Write): Immediate<CatalogWriter> {
  const { model, path: catalogPath } = catalog;
  const sql = prepareVideoStatements(catalog);
  const blocks = createBlockWriter(catalog);
  const { dropSegments, ...segments } = createSegmentWriter(catalog, write);
  const records = createVideoRecords(catalog);

  const requireVideo = (videoId: string) => {
    const row = sql.video.get(videoId) as { state: string; fingerprint: string; through: number } | undefined;
    if (!row)
      throw new KinodexError("not-found", `The index ${catalogPath} has no video ${videoId}.`, {
        videoId,
        catalogPath,
      });
    return row;
  };

  const dropContents = (videoId: string): void => {
    blocks.drop(videoId);
    sql.deleteShots.run(videoId);
    dropSegments(videoId);
  };

  const remove = (videoId: string): boolean => {
    dropContents(videoId);
    return sql.deleteVideo.run(videoId).changes > 0;
  };

  /** Names a video as its first file is named. */
  const rename = (videoId: string): void => {
    const name = basename((sql.firstPath.get(videoId) as string | null) ?? "");
    sql.setName.run(toFoundName(name), toNameKey(name), videoId);
  };

  const attach = (videoId: string, path: string, { sizeBytes, modifiedNs, inode }: FileStamp): void => {
    const owner = sql.pathOwner.get(path) as string | undefined;
    sql.putPath.run(path, dirname(path), videoId, sizeBytes, modifiedNs, BigInt.asIntN(64, inode));
    rename(videoId);
    if (owner === undefined || owner === videoId) return;
    if (sql.pathCount.get(owner) === 0) remove(owner);
    else rename(owner);
  };

  const detach = (path: string, owner: string): void => {
    sql.deletePath.run(path);
    rename(owner);
  };

  const restart = (videoId: string): void => {
    dropContents(videoId);
    sql.restart.run(videoId);
  };

  return {
    ...segments,

    beginVideo: (video, options) =>
      write(options, () => {
        const { videoId, path, stamp, info, pipelineName, pipelineFingerprint } = video;
        const known = sql.video.get(videoId) as { fingerprint: string; through: number } | undefined;
        if (known && known.fingerprint !== pipelineFingerprint) restart(videoId);
        const { codec, formatName, width, height, startSeconds, durationSeconds = null, frameRate = null } = info;
        const recordedAt = info.recordedAt ?? new Date(Number(stamp.modifiedNs / 1_000_000n)).toISOString();
        const times = { startSeconds, durationSeconds, frameRate, recordedAt };
        const details = { codec, formatName, width, height, ...times, sizeBytes: stamp.sizeBytes };
        sql.insertVideo.run({ videoId, pipelineName, pipelineFingerprint, ...details });
        attach(videoId, path, stamp);
        return { indexedThroughSeconds: requireVideo(videoId).through };
      }),

    appendChunk(videoId, chunk, options) {
      checkChunk(videoId, chunk, model.dimension);
      write(options, () => {
        requireVideo(videoId);
        checkOrder(videoId, chunk, blocks.lastFrameSeconds(videoId) ?? -Infinity);
        const frames = chunk.frames.map(({ embedding, timeSeconds }) => ({ embedding, times: [timeSeconds] }));
        const clips = chunk.clips.map(({ embedding, startSeconds, endSeconds, keyframeSeconds }) => ({
          embedding,
          times: [startSeconds, endSeconds, keyframeSeconds],
        }));
        blocks.append("frames", videoId, frames);
        blocks.append("clips", videoId, clips);
        for (const { startSeconds, endSeconds } of chunk.shots) sql.insertShot.run(videoId, startSeconds, endSeconds);
        sql.advance.run(chunk.throughSeconds, videoId);
      });
    },

    finishVideo: (videoId, { state, problems = [], durationSeconds }, options) =>
      write(options, () => {
        requireVideo(videoId);
        sql.finish.run(state, JSON.stringify(problems), durationSeconds ?? null, videoId);
        return records.withId(videoId) as VideoRecord;
      }),

    attachPath: (videoId, path, stamp, { gone = [], ...options } = {}) =>
      write(options, () => {
        requireVideo(videoId);
        attach(videoId, path, stamp);
        for (const other of gone) if (sql.pathOwner.get(other) === videoId) detach(other, videoId);
      }),

    detachPath: (path, options) =>
      write(options, () => {
        const owner = sql.pathOwner.get(path) as string | undefined;
        if (owner === undefined) return 0;
        detach(path, owner);
        return sql.pathCount.get(owner) as number;
      }),

    removeVideo: (videoId, { ifEmpty = false, ...options } = {}) =>
      write(options, () => (ifEmpty && blocks.lastFrameSeconds(videoId) !== undefined ? false : remove(videoId))),

    setBackground: (key, value) =>
      write(undefined, () => {
        sql.putBackground.run(key, value);
      }),
  };
}

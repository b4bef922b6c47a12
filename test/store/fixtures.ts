import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toUnit } from "../../src/core/vectors.js";
import { hasGraphs } from "../../src/store/vectors/hnswIndex.js";
import { skip } from "../skip.js";
import type { ModelIdentity } from "../../src/core/modelIdentity.js";
import type { VideoWriter } from "../../src/store/catalog/catalog.js";
import type { Annotation, NewSegment, NewVideo, StoredChunk } from "../../src/store/store.js";

export const model: ModelIdentity = { id: "test/model", hash: "a1b2c3".repeat(10), dimension: 16 };

/** Skips a test or suite where hnswlib-node is not built; `kinodex doctor` names the command that builds it. */
export function needGraphs(context: Mocha.Context): void {
  if (!hasGraphs()) skip(context, "hnswlib-node is not built");
}

/** A direction drawn evenly from the sphere. */
export function randomUnit(random: () => number, dimension = model.dimension): Float32Array {
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return toUnit(Float32Array.from({ length: dimension }, gaussian));
}

/** Vectors as videos have them: groups of near neighbours that drift slowly. */
export function driftingUnits(random: () => number, count: number, dimension = model.dimension): Float32Array[] {
  const vectors: Float32Array[] = [];
  let current = randomUnit(random, dimension);
  for (let n = 0; n < count; n += 1) {
    const step = n % 20 === 0 ? 1 : 0.05;
    const drift = randomUnit(random, dimension);
    current = toUnit(current.map((value, k) => value + step * (drift[k] as number)));
    vectors.push(current);
  }
  return vectors;
}

/** A folder for one test; `remove` takes it away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "kinodex-store-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The id of a made-up video. */
export function videoIdOf(n: number): string {
  return n.toString(16).padStart(8, "0").repeat(8);
}

/** A made-up video with number `n`. */
export function videoOf(n: number, changes: Partial<NewVideo> = {}): NewVideo {
  return {
    videoId: videoIdOf(n),
    path: `/videos/${n}.mp4`,
    stamp: { sizeBytes: 1000 + n, modifiedNs: 1_700_000_000_123_456_789n, inode: BigInt(n) },
    info: {
      durationSeconds: 60,
      width: 640,
      height: 360,
      frameRate: 25,
      codec: "h264",
      startSeconds: 0,
      formatName: "mov,mp4,m4a,3gp,3g2,mj2",
      recordedAt: "2024-05-01T10:00:00.000Z",
    },
    pipelineName: "archive",
    pipelineFingerprint: "fingerprint-1",
    ...changes,
  };
}

/** A chunk with a frame a second from `startSeconds` on, one clip over all of them, and one shot. */
export function chunkOf(vectors: readonly Float32Array[], startSeconds = 0): StoredChunk {
  const endSeconds = startSeconds + vectors.length;
  const [first] = vectors;
  return {
    throughSeconds: endSeconds,
    frames: vectors.map((embedding, n) => ({ timeSeconds: startSeconds + n, embedding })),
    clips: first ? [{ startSeconds, endSeconds, keyframeSeconds: startSeconds, embedding: first }] : [],
    shots: [{ startSeconds, endSeconds }],
  };
}

/** Indexes a whole made-up video in one chunk. */
export async function addVideo(store: VideoWriter, n: number, vectors: readonly Float32Array[]): Promise<string> {
  const video = videoOf(n);
  await store.beginVideo(video);
  await store.appendChunk(video.videoId, chunkOf(vectors));
  await store.finishVideo(video.videoId, { state: "complete" });
  return video.videoId;
}

/** What a promise or a call fails with; throws when it does not fail. */
export async function failureOf(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a failure");
}

/** What people wrote, as an annotator says it. */
export function subtitles(segments: readonly NewSegment[], fingerprint = "subtitles-1"): Annotation {
  return { annotator: "subtitles", source: "subtitle", fingerprint, segments };
}

/** What is seen, as an annotator says it. */
export function captions(segments: readonly NewSegment[], fingerprint = "concepts-1"): Annotation {
  return { annotator: "concepts", source: "caption", fingerprint, segments };
}

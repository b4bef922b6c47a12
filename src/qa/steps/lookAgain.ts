import { isKinodexError } from "../../core/errors.js";
import type { DecodedFrame } from "../../core/frame.js";
import { rowProducts } from "../../core/rowProducts.js";
import { contains, durationOf, type Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { ImageEncoder } from "../../inference/encoding/encoders.js";
import { decodeFrames } from "../../media/decode.js";
import { probeMedia } from "../../media/probe.js";
import { levelOf } from "../../query/composed/level.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { SearchedIndex } from "../../query/searchedIndex.js";
import { unchangedFileOf } from "../unchangedFile.js";

/** Of what is over in half a second, two frames are seen. */
const framesPerSecond = 4;
/** Longer shots are counted by the frames that the index has. */
const maxSeconds = 120;

/** What is seen of a video: its frames, and where its shots and clips are. */
export type SeenVideo = Pick<
  StoredVideo,
  "frameTimes" | "frameEmbeddings" | "startSeconds" | "cutsSeconds" | "clips" | "clipEmbeddings" | "record"
>;

/**
 * A video with all that happens in the shots in which a text stands out, of which the index keeps a few frames only.
 *
 * They are decoded and encoded anew: `newFrames` says how many. Where the file has gone or changed, or the shots are
 * long, the video stays as it is.
 */
export async function lookAgain(
  { store, model }: Pick<SearchedIndex, "store" | "model">,
  video: StoredVideo,
  text: Embedding,
): Promise<{ readonly video: SeenVideo; readonly newFrames: number }> {
  const asItIs = { video, newFrames: 0 };
  const shots = shotsWith(video, text);
  if (shots.reduce((sum, shot) => sum + durationOf(shot), 0) > maxSeconds) return asItIs;
  const path = await unchangedFileOf(store, video);
  if (shots.length === 0 || path === undefined) return asItIs;
  try {
    const frames = await decodeShots(path, shots, await model.open("image"));
    return { video: withFrames(video, shots, frames), newFrames: frames.length };
  } catch (error) {
    if (isKinodexError(error, "media")) return asItIs;
    throw error;
  }
}

interface SeenFrame {
  readonly timeSeconds: number;
  readonly embedding: Embedding;
}

async function decodeShots(path: string, shots: readonly Span[], encoder: ImageEncoder): Promise<SeenFrame[]> {
  const info = await probeMedia(path);
  const select = { mode: "rate", framesPerSecond } as const;
  const maxFrames = maxSeconds * framesPerSecond;
  const seen: SeenFrame[] = [];
  for (const { startSeconds, endSeconds } of shots) {
    const frames: DecodedFrame[] = [];
    const request = { ...encoder.input, select, startSeconds, endSeconds, maxFrames };
    for await (const frame of decodeFrames(info, request)) frames.push(frame);
    const embeddings = await encoder.encode(frames);
    seen.push(...frames.map(({ timeSeconds }, n) => ({ timeSeconds, embedding: embeddings[n] as Embedding })));
  }
  return seen;
}

/** The shots with a frame at which the text stands out. */
function shotsWith(
  { frameTimes, frameEmbeddings, cutsSeconds, stretches, record }: StoredVideo,
  text: Embedding,
): Span[] {
  if (frameTimes.length !== stretches.length) return [];
  const values = rowProducts(frameEmbeddings, text);
  const level = levelOf(values, {
    startSeconds: stretches.map(({ startSeconds }) => startSeconds),
    endSeconds: stretches.map(({ endSeconds }) => endSeconds),
  });
  const borders = [0, ...cutsSeconds, record.durationSeconds];
  return borders
    .slice(1)
    .map((endSeconds, n) => ({ startSeconds: borders[n] as number, endSeconds }))
    .filter((shot) => values.some((value, n) => value >= level && contains(shot, frameTimes[n] as number)));
}

/** The video with other frames in some of its shots. */
function withFrames(video: StoredVideo, shots: readonly Span[], seen: readonly SeenFrame[]): SeenVideo {
  const dimension = video.frameEmbeddings.length / video.frameTimes.length;
  const kept = Array.from(video.frameTimes, (timeSeconds, n) => ({
    timeSeconds,
    embedding: video.frameEmbeddings.subarray(n * dimension, (n + 1) * dimension),
  })).filter(({ timeSeconds }) => !shots.some((shot) => contains(shot, timeSeconds)));
  const all = [...kept, ...seen].toSorted((a, b) => a.timeSeconds - b.timeSeconds);
  const frameEmbeddings = new Float32Array(all.length * dimension);
  for (const [n, { embedding }] of all.entries()) frameEmbeddings.set(embedding, n * dimension);
  return { ...video, frameTimes: Float64Array.from(all, ({ timeSeconds }) => timeSeconds), frameEmbeddings };
}

import { concatMap, tap, type Observable } from "rxjs";
import type { Embedding } from "../core/vectors.js";
import type { ImageEncoder } from "../inference/encoders.js";
import { decodeFrames, type DecodeOutcome, type FrameStream } from "../media/decode.js";
import type { MediaInfo } from "../media/probe.js";
import { createSampler } from "../sampling/createSampler.js";
import { keyframeSecondsOf } from "../temporal/clipWindows.js";
import type { TemporalPooler } from "../temporal/pooler.js";
import { inGroups } from "./inGroups.js";
import { mapPulled } from "./mapPulled.js";
import type { PresetSettings } from "./preset.js";
import { sampleFrames, type Sampled } from "./sampleFrames.js";
import { toChunks, type Encoded, type EncodedChunk } from "./toChunks.js";
import type { StoredChunk } from "../store/records.js";

/** What turns pictures into what is stored. */
export interface EncodingTools {
  readonly encoder: ImageEncoder;
  readonly pooler: TemporalPooler;
  readonly settings: PresetSettings;
  /** Threads that decode; see {@link decodeFrames}. */
  readonly decoderThreads?: number | undefined;
}

/** A stretch of a video is stored, and can be continued from, each time this much of it is done. */
export const chunkSeconds = 60;
/** Frames of one video that are encoded together. */
const groupLimits = { mostFrames: 16, mostMs: 500 };
/** Groups of one video that wait for their embeddings at most: enough to keep the encoder busy. */
const groupsInFlight = 4;
/** No video gives more analysis frames than this: a day at 60 a second. */
const maxFrames = 86_400 * 60;

/** The encoded chunks of one video, and how its decoding went once they have completed. */
export interface EncodedVideo {
  readonly chunks: Observable<StoredChunk>;
  /** Valid after `chunks` has completed. */
  outcome(): Promise<DecodeOutcome>;
}

/**
 * Decodes, samples, encodes and pools one video from `fromSeconds` on.
 *
 * `chunks` is cold, and pulled: frames are decoded only as far as the encoder has room for them.
 * `onFrame` hears the time of each frame that has its embedding.
 */
export function encodeVideo(
  info: MediaInfo,
  fromSeconds: number,
  tools: EncodingTools,
  onFrame: (timeSeconds: number) => void,
): EncodedVideo {
  const { encoder, pooler, settings, decoderThreads: threads } = tools;
  const { decode } = createSampler(settings.sampler);
  let stream: FrameStream | undefined;

  const open = (signal: AbortSignal): AsyncIterable<readonly Sampled[]> => {
    const { inputWidth: width, inputHeight: height, fit } = encoder;
    const request = { width, height, fit, select: decode, startSeconds: fromSeconds, maxFrames, threads };
    stream = decodeFrames(info, request, { signal });
    const openSampler = (onCut: (timeSeconds: number) => void) => createSampler(settings.sampler, onCut);
    return inGroups(sampleFrames(stream, { openSampler, fromSeconds, chunkSeconds }), groupLimits);
  };
  const encode = async (group: readonly Sampled[]): Promise<readonly Encoded[]> => {
    const embeddings = await encoder.encode(group.flatMap((item) => (item.type === "frame" ? [item.frame] : [])));
    const inOrder = embeddings.values();
    return group.map((item) =>
      item.type === "frame"
        ? { type: "frame", timeSeconds: item.frame.timeSeconds, embedding: inOrder.next().value as Embedding }
        : item,
    );
  };
  const endSeconds = (lastFrameSeconds: number) =>
    Math.max(info.durationSeconds ?? 0, lastFrameSeconds + 1 / (info.frameRate ?? 25));

  const chunks = mapPulled(open, encode, { inFlight: groupsInFlight }).pipe(
    concatMap((items) => items),
    tap((item) => {
      if (item.type === "frame") onFrame(item.timeSeconds);
    }),
    toChunks({ fromSeconds, clips: { ...settings.clips, maxFrames: Math.min(pooler.maxFrames, 32) }, endSeconds }),
    concatMap((chunk) => poolClips(chunk, pooler)),
  );
  return { chunks, outcome: () => (stream as FrameStream).outcome };
}

async function poolClips(chunk: EncodedChunk, pooler: TemporalPooler): Promise<StoredChunk> {
  const { windows, frames, shots, endSeconds } = chunk;
  const pooled = await pooler.pool(
    windows.map((window) => ({
      embeddings: window.frames.map((frame) => frame.embedding),
      timesSeconds: window.frames.map((frame) => frame.timeSeconds - (window.frames[0]?.timeSeconds ?? 0)),
    })),
  );
  const clips = windows.map((window, n) => ({
    startSeconds: window.startSeconds,
    endSeconds: window.endSeconds,
    keyframeSeconds: keyframeSecondsOf(window, pooled[n] as Float32Array),
    embedding: pooled[n] as Float32Array,
  }));
  return { throughSeconds: endSeconds, frames, clips, shots };
}

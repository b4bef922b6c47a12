import { concatMap, defer, finalize, from, switchMap, tap, type Observable } from "rxjs";
import { KinodexError } from "../core/errors.js";
import type { Embedding } from "../core/vectors.js";
import type { ImageEncoder } from "../inference/encoders.js";
import { decodeFrames, type DecodeOutcome, type FrameStream } from "../media/decode.js";
import { TIME_SLACK_SECONDS } from "../media/filters.js";
import type { MediaInfo } from "../media/probe.js";
import { createSampler } from "../sampling/createSampler.js";
import { keyframeSecondsOf } from "../temporal/clipWindows.js";
import type { TemporalPooler } from "../temporal/pooler.js";
import { concatAhead } from "./concatAhead.js";
import type { DecoderSlots } from "./decoderSlots.js";
import { inGroups } from "./inGroups.js";
import { mapPulled } from "./mapPulled.js";
import { planStretches, type Stretch } from "./planStretches.js";
import type { PresetSettings } from "./preset.js";
import { releaseMemory } from "./releaseMemory.js";
import { sampleFrames, type Sampled } from "./sampleFrames.js";
import { toChunks, type Encoded, type EncodedChunk } from "./toChunks.js";
import type { StoredChunk } from "../store/records.js";

/** What turns pictures into what is stored. */
export interface EncodingTools {
  readonly encoder: ImageEncoder;
  readonly pooler: TemporalPooler;
  readonly settings: PresetSettings;
  readonly decoderSlots: DecoderSlots;
}

/** A part of a video is stored, and can be continued from, each time this much of it is done. */
export const chunkSeconds = 60;
/** Frames of one video that are encoded together. */
const groupLimits = { mostFrames: 16, mostMs: 500 };
/** Groups of one decoder that wait for their embeddings at most: enough to keep the encoder busy. */
const groupsInFlight = 4;
/** No video gives more analysis frames than this: a day at 60 a second. */
const maxFrames = 86_400 * 60;
/** Problems of one video that are told. */
const maxProblems = 11;

/** The encoded chunks of a video, and what was missing in it once they have completed. */
export interface EncodedVideo {
  readonly chunks: Observable<StoredChunk>;
  /**
   * Why not every frame came, in plain words; empty when they did. Call it after `chunks` has completed.
   *
   * @throws KinodexError "media" when no frame came at all
   */
  problems(): Promise<readonly string[]>;
}

/**
 * Decodes, samples, encodes and pools one video from `fromSeconds` on.
 *
 * A long one is decoded in several places at once; its chunks come in order all the same, and are those of one run
 * through it. `chunks` is cold, and pulled: frames are decoded only as far as the encoder has room for them. `onFrame`
 * hears, for each frame that has its embedding, how much of the video is done.
 */
export function encodeVideo(
  info: MediaInfo,
  fromSeconds: number,
  tools: EncodingTools,
  onFrame: (doneSeconds: number) => void,
): EncodedVideo {
  const { decoderSlots } = tools;
  const outcomes: Promise<DecodeOutcome>[] = [];
  let doneSeconds = fromSeconds;

  const encode = (stretch: Stretch) => {
    let reachedSeconds = stretch.startSeconds;
    const advance = (timeSeconds: number) => {
      doneSeconds += timeSeconds - reachedSeconds;
      reachedSeconds = timeSeconds;
    };
    const encoded = encodeStretch(info, stretch, tools, (timeSeconds) => {
      advance(timeSeconds);
      onFrame(doneSeconds);
    });
    const complete = () => {
      advance(stretch.endSeconds ?? reachedSeconds);
      outcomes.push(encoded.outcome());
    };
    return encoded.chunks.pipe(tap({ complete }));
  };
  const chunks = defer(() => {
    const abort = new AbortController();
    const plan = { fromSeconds, chunkSeconds, atOnce: decoderSlots.count, signal: abort.signal };
    return from(planStretches(info, plan)).pipe(
      switchMap((stretches) => concatAhead(stretches.map(encode), decoderSlots.count)),
      finalize(() => abort.abort()),
    );
  });
  return { chunks, problems: async () => mergeProblems(info, fromSeconds, await Promise.all(outcomes)) };
}

/** What was wrong in any stretch, in plain words. @throws KinodexError "media" when no frame came at all */
function mergeProblems(info: MediaInfo, fromSeconds: number, outcomes: readonly DecodeOutcome[]): readonly string[] {
  const problems = [...new Set(outcomes.flatMap((outcome) => outcome.problems))].slice(0, maxProblems);
  if (fromSeconds === 0 && outcomes.every(({ frameCount }) => frameCount === 0))
    throw new KinodexError("media", `${info.path} gives no picture: ${problems.join("; ")}`, { path: info.path });
  return problems;
}

/** Encodes a part of a video that starts and ends with a chunk. */
function encodeStretch(
  info: MediaInfo,
  { startSeconds, endSeconds }: Stretch,
  tools: EncodingTools,
  onFrame: (timeSeconds: number) => void,
): { readonly chunks: Observable<StoredChunk>; outcome(): Promise<DecodeOutcome> } {
  const { encoder, pooler, settings, decoderSlots } = tools;
  const { decode: select } = createSampler(settings.sampler);
  const { inputWidth: width, inputHeight: height, fit } = encoder;
  let stream: FrameStream | undefined;

  async function* open(signal: AbortSignal): AsyncGenerator<readonly Sampled[]> {
    using slot = await decoderSlots.take(signal);
    const span = { startSeconds, endSeconds: endSeconds && endSeconds + TIME_SLACK_SECONDS };
    stream = decodeFrames(info, { width, height, fit, select, ...span, maxFrames, threads: slot.threads }, { signal });
    const openSampler = (onCut: (timeSeconds: number) => void) => createSampler(settings.sampler, onCut);
    const chunks = { openSampler, fromSeconds: startSeconds, untilSeconds: endSeconds, chunkSeconds };
    yield* inGroups(sampleFrames(stream, chunks), groupLimits);
  }
  const encode = async (group: readonly Sampled[]): Promise<readonly Encoded[]> => {
    const embeddings = await encoder.encode(group.flatMap((item) => (item.type === "frame" ? [item.frame] : [])));
    const inOrder = embeddings.values();
    return group.map((item) =>
      item.type === "frame"
        ? { type: "frame", timeSeconds: item.frame.timeSeconds, embedding: inOrder.next().value as Embedding }
        : item,
    );
  };
  const endOf = (lastFrameSeconds: number) =>
    Math.max(info.durationSeconds ?? 0, lastFrameSeconds + 1 / (info.frameRate ?? 25));
  const clips = { ...settings.clips, maxFrames: Math.min(pooler.maxFrames, 32) };

  const chunks = mapPulled(open, encode, { inFlight: groupsInFlight }).pipe(
    concatMap((items) => items),
    tap((item) => {
      if (item.type === "frame") onFrame(item.timeSeconds);
    }),
    toChunks({ fromSeconds: startSeconds, clips, endSeconds: endOf }),
    concatMap((chunk) => poolClips(chunk, pooler)),
    tap(() => releaseMemory()),
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

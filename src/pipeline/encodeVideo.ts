import { concat, concatMap, defer, EMPTY, filter, finalize, from, map, of, switchMap, type Observable } from "rxjs";
import { KinodexError } from "../core/errors.js";
import type { Embedding } from "../core/vectors.js";
import type { ImageEncoder } from "../inference/encoding/encoders.js";
import { decodeFrames, type DecodeOutcome } from "../media/decode.js";
import { TIME_SLACK_SECONDS } from "../media/filters.js";
import type { MediaInfo } from "../media/probe.js";
import { findShownFrame } from "../media/shownFrame.js";
import type { DecodePlan } from "../sampling/sampler.js";
import { samplers } from "../sampling/samplers.js";
import type { StoredChunk } from "../store/catalog/records.js";
import { keyframeSecondsOf } from "../temporal/clipWindows.js";
import type { TemporalPooler } from "../temporal/pooler.js";
import { concatAhead } from "./concatAhead.js";
import type { DecoderSlots } from "./decoderSlots.js";
import { holdFrames } from "./holdFrames.js";
import { inGroups } from "./inGroups.js";
import { mapPulled } from "./mapPulled.js";
import { markRepeats } from "./markRepeats.js";
import { planStretches, type Stretch } from "./planStretches.js";
import type { PresetSettings } from "./preset.js";
import { sampleFrames, type Sampled } from "./sampleFrames.js";
import { toChunks, type Encoded, type EncodedChunk } from "./toChunks.js";
import type { VideoEvent } from "./videoEvents.js";

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
const groupLimits = { maxFrames: 16, maxMs: 500 };
/** Groups of one decoder that wait for their embeddings at most: enough to keep the encoder busy. */
const groupsInFlight = 4;
/** No video gives more analysis frames than this: a day at 60 a second. */
const maxFrames = 86_400 * 60;
/** Problems of one video that are told. */
const maxProblems = 11;
/** Memory is given back after every so many minutes of video; it takes 40 ms from a decoder that would use every core. */
const collectEveryChunks = 4;

/** What comes of one stretch; `advance` says how much more of it is done. */
type StretchEvent =
  | Exclude<VideoEvent, { readonly type: "progress" }>
  | { readonly type: "advance"; readonly seconds: number; readonly frames: number };

/**
 * Decodes, samples, encodes and pools one video from `fromSeconds` on: cold, and all that happens is in its events.
 *
 * A long one is decoded in several places at once; its chunks come in order all the same, and are those of one run
 * through it. Frames are pulled: they are decoded only as far as the encoder has room for them.
 *
 * Its error is `media` when no frame came at all.
 */
export function encodeVideo(info: MediaInfo, fromSeconds: number, tools: EncodingTools): Observable<VideoEvent> {
  return defer(() => {
    const abort = new AbortController();
    const { count: atOnce } = tools.decoderSlots;
    const plan = { fromSeconds: skipEmptyChunks(info, fromSeconds), chunkSeconds, atOnce, signal: abort.signal };
    const isInOrder = (event: StretchEvent) => event.type !== "advance";
    return from(planStretches(info, plan)).pipe(
      switchMap((stretches) =>
        concatAhead(
          stretches.map((stretch) => encodeStretch(info, stretch, tools)),
          { atOnce, isInOrder },
        ),
      ),
      toVideoEvents(info, fromSeconds),
      finalize(() => abort.abort()),
    );
  });
}

/** Where the chunk begins that the first picture lies in: what comes before holds nothing. */
function skipEmptyChunks({ firstPictureSeconds }: MediaInfo, fromSeconds: number): number {
  return Math.max(fromSeconds, Math.floor(firstPictureSeconds / chunkSeconds) * chunkSeconds);
}

/** Sums up what its stretches tell of a video. */
function toVideoEvents(info: MediaInfo, fromSeconds: number) {
  return (events: Observable<StretchEvent>): Observable<VideoEvent> =>
    defer(() => {
      let doneSeconds = fromSeconds;
      let frameCount = 0;
      const problems = new Set<string>();
      const isNews = (event: StretchEvent) => {
        if (event.type !== "problem") return true;
        const { size } = problems;
        return size < maxProblems && problems.add(event.text).size > size;
      };
      const sum = (event: StretchEvent): VideoEvent => {
        if (event.type !== "advance") return event;
        doneSeconds += event.seconds;
        frameCount += event.frames;
        return { type: "progress", doneSeconds, frameCount };
      };
      const requireFrames = defer(() => {
        if (fromSeconds > 0 || frameCount > 0) return EMPTY;
        const why = [...problems].join("; ");
        throw new KinodexError("media", `${info.path} gives no picture: ${why}`, { path: info.path });
      });
      return concat(events.pipe(filter(isNews), map(sum)), requireFrames);
    });
}

/** Encodes a part of a video that starts and ends with a chunk. */
function encodeStretch(info: MediaInfo, stretch: Stretch, tools: EncodingTools): Observable<StretchEvent> {
  const { pooler, settings } = tools;
  const { startSeconds, endSeconds } = stretch;
  const clips = { ...settings.clips, maxFrames: Math.min(pooler.maxFrames, 32) };
  return defer(() => {
    let reachedSeconds = startSeconds;
    const advance = (toSeconds: number, frames: number): StretchEvent => {
      const seconds = toSeconds - reachedSeconds;
      reachedSeconds = toSeconds;
      return { type: "advance", seconds, frames };
    };
    const encoded = mapPulled((signal) => openStretch(info, stretch, tools, signal), encodeGroup(tools), {
      inFlight: groupsInFlight,
    }).pipe(
      concatMap((items) => items),
      toChunks({ fromSeconds: Math.max(startSeconds, info.firstPictureSeconds), clips }),
      concatMap(async (event): Promise<StretchEvent> => {
        if (event.type === "frame") return advance(event.timeSeconds, 1);
        return event.type === "chunk" ? { type: "chunk", chunk: await poolClips(event.chunk, pooler) } : event;
      }),
    );
    return concat(
      encoded,
      defer(() => of(advance(endSeconds ?? reachedSeconds, 0))),
    );
  });
}

/** Decodes and samples a stretch as far as it is pulled, then tells what was wrong with it. */
async function* openStretch(
  info: MediaInfo,
  { startSeconds, endSeconds }: Stretch,
  { encoder, settings, decoderSlots }: EncodingTools,
  signal: AbortSignal,
): AsyncGenerator<readonly SampledOrTold[]> {
  using slot = await decoderSlots.take(signal);
  const openSampler = () => samplers.create(settings.sampler);
  const span = { startSeconds, endSeconds: endSeconds && endSeconds + TIME_SLACK_SECONDS };
  const select = openSampler().decode;
  const request = { ...encoder.input, select, threads: slot.threads };
  const frames = decodeFrames(info, { ...request, ...span, maxFrames }, { signal });
  const fromSeconds = Math.max(startSeconds, info.firstPictureSeconds);
  const held = holdFrames(frames, {
    everySeconds: holdSecondsOf(select),
    fromSeconds,
    untilSeconds: async () => endSeconds ?? endOf(info, await frames.outcome),
    findShown: async (seconds) => (startSeconds > 0 ? findShownFrame(info, seconds, request, signal) : undefined),
  });
  const chunks = { openSampler, fromSeconds, untilSeconds: endSeconds, chunkSeconds };
  yield* inGroups(markRepeats(sampleFrames(held, chunks)), groupLimits);
  const outcome = await frames.outcome;
  yield outcome.problems.map((text) => ({ type: "problem", text }));
  if (endSeconds === undefined) yield [{ type: "end", timeSeconds: endOf(info, outcome) }];
}

/** How often a picture that stays is given again; a keyframe, which need not be what is shown until the next, more rarely. */
function holdSecondsOf({ mode }: DecodePlan): number {
  return mode === "rate" ? 1 : 10;
}

/** Where the last picture ends: as the file says, unless pictures are missing there. */
function endOf({ durationSeconds, frameRate = 25 }: MediaInfo, outcome: DecodeOutcome): number {
  const { isCutShort, lastTimeSeconds = 0 } = outcome;
  const lastEndSeconds = lastTimeSeconds + 1 / frameRate;
  if (durationSeconds === undefined || durationSeconds <= lastTimeSeconds) return lastEndSeconds;
  // an average rate may be far from how long the last picture is shown
  return isCutShort ? Math.min(lastEndSeconds, durationSeconds) : durationSeconds;
}

type SampledOrTold = Sampled | Extract<Encoded, { readonly type: "problem" | "end" }>;

/** Puts embeddings in the place of frames. */
function encodeGroup({ encoder }: EncodingTools) {
  return async (group: readonly SampledOrTold[]): Promise<readonly Encoded[]> => {
    const embeddings = await encoder.encode(group.flatMap((item) => (item.type === "frame" ? [item.frame] : [])));
    const inOrder = embeddings.values();
    return group.map((item) =>
      item.type === "frame"
        ? { type: "frame", timeSeconds: item.frame.timeSeconds, embedding: inOrder.next().value as Embedding }
        : item,
    );
  };
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
  // Frames wait for their batch long enough to count as old, and what is old lies until memory is short: over an hour
  // of video that came to 100 MB. Kinodex's own processes let `gc` be called; in those of others nothing is switched.
  const chunkCount = Math.floor(endSeconds / chunkSeconds + 1e-9);
  if (chunkCount > 0 && chunkCount % collectEveryChunks === 0) globalThis.gc?.();
  return { throughSeconds: endSeconds, frames, clips, shots };
}

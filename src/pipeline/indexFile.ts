import { existsSync } from "node:fs";
import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  filter,
  from,
  map,
  merge,
  Observable,
  of,
  reduce,
  switchMap,
} from "rxjs";
import { isKinodexError, KinodexError } from "../core/errors.js";
import { probeMedia, type MediaInfo } from "../media/probe.js";
import { toShownSize } from "../media/shownSize.js";
import { openIfCapable, type Model } from "../models/model.js";
import type { Store } from "../store/store.js";
import { poolers } from "../temporal/poolers.js";
import type { TakeTurn } from "./turns.js";
import { annotateVideo, type AnnotationTools } from "./annotateVideo.js";
import { encodeVideo, type EncodingTools } from "./encodeVideo.js";
import type { IndexEvent } from "./events.js";
import { hashFile, identifyFile, stampAgain, toGrown, type IdentifiedFile } from "./identify.js";
import type { Preset } from "./preset.js";
import type { VideoEvent } from "./videoEvents.js";

/** What indexing one file needs. */
export interface IndexingTools extends Omit<AnnotationTools, "again"> {
  readonly store: Store;
  /** Its encoders are loaded when the first video needs them. */
  readonly model: Model;
  readonly preset: Preset;
  /** Whether a video that was indexed with another preset is indexed again. */
  readonly reindexOnOtherPreset: boolean;
  readonly takeTurn: TakeTurn;
}

/**
 * Indexes one file: cold, and everything stops and is cleaned up when the subscriber leaves.
 *
 * What concerns this file alone becomes its `failed` event; what concerns the machine or the index is an error.
 */
export function indexFile(path: string, tools: IndexingTools): Observable<IndexEvent> {
  return new Observable<IndexEvent>((subscriber) => {
    const abort = new AbortController();
    let endTurn = () => {};
    const identify = async () => {
      // Loading a model takes as long as reading and probing a short video: both at once.
      const encoding = openEncoding(tools);
      encoding.catch(() => {}); // whoever waits for it is told
      const identity = await identifyFile(path, abort.signal);
      endTurn = await tools.takeTurn(identity.videoId); // the same bytes may be at work under another path
      if (abort.signal.aborted) endTurn();
      return prepare(identity, encoding, tools);
    };
    const events = from(identify()).pipe(
      switchMap((prepared) =>
        concat(
          "info" in prepared ? encodeAndStore(prepared, tools) : of(toLinked(prepared)),
          annotateVideo(prepared, tools),
        ),
      ),
      catchError((error: unknown) => {
        if (isAboutInput(error)) return of({ type: "failed", path, error } as const);
        throw error;
      }),
    );
    const subscription = events.subscribe(subscriber);
    return () => {
      subscription.unsubscribe();
      abort.abort();
      endTurn();
    };
  });
}

function isAboutInput(error: unknown): boolean {
  return isKinodexError(error, "input") || isKinodexError(error, "media");
}

interface PreparedVideo extends IdentifiedFile {
  readonly info: MediaInfo;
  readonly encoding: EncodingTools;
}

function toLinked({ path, videoId }: IdentifiedFile): IndexEvent {
  return { type: "linked", path, videoId };
}

/** Finds out whether the video is to be encoded; where its bytes are known, the path is stored at once. */
async function prepare(
  file: IdentifiedFile,
  encoding: Promise<EncodingTools>,
  tools: IndexingTools,
): Promise<PreparedVideo | IdentifiedFile> {
  const { store, preset, reindexOnOtherPreset } = tools;
  const { path, videoId, stamp, signal } = file;
  const known = await store.findVideo(videoId);
  const isCurrent = known?.pipelineFingerprint === preset.fingerprint;
  if (known && known.state !== "indexing" && (isCurrent || !reindexOnOtherPreset)) {
    await store.attachPath(videoId, path, stamp, { gone: goneFrom(known.paths) });
    return file;
  }
  const info = await probeMedia(path, { signal });
  return { ...file, info, encoding: await encoding };
}

/** The paths from which a video was moved away. */
function goneFrom(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !existsSync(path));
}

async function openEncoding({ model, preset, decoderSlots }: IndexingTools): Promise<EncodingTools> {
  const { settings } = preset;
  const [encoder, ownPooler] = await Promise.all([
    model.open("image"), // needed first
    settings.pooling === "model" ? openIfCapable(model, "temporal") : undefined,
  ]);
  return { encoder, pooler: poolers.createNamed(settings.pooling, ownPooler), settings, decoderSlots };
}

function encodeAndStore(video: PreparedVideo, tools: IndexingTools): Observable<IndexEvent> {
  const { path, videoId, info } = video;
  const { store, preset } = tools;
  const begin = () =>
    store.beginVideo({
      ...video,
      info: { ...info, ...toShownSize(info) },
      pipelineName: preset.name,
      pipelineFingerprint: preset.fingerprint,
    });
  const encodeFrom = (fromSeconds: number): Observable<IndexEvent> => {
    const started: IndexEvent = {
      type: "started",
      path,
      videoId,
      durationSeconds: info.durationSeconds,
      resumedAtSeconds: fromSeconds,
    };
    const encoded = encodeVideo(info, fromSeconds, video.encoding).pipe(
      // What waits to be stored is small: embeddings, not pictures.
      concatMap(async (event) => {
        if (event.type === "chunk") await store.appendChunk(videoId, event.chunk);
        return event;
      }),
      connect((events) => merge(events.pipe(toProgress(path)), events.pipe(finishAtEnd(video, tools)))),
    );
    return concat(of(started), encoded);
  };
  return defer(begin).pipe(
    switchMap(({ indexedThroughSeconds }) => encodeFrom(indexedThroughSeconds)),
    catchError(async (error: unknown): Promise<never> => {
      if (isAboutInput(error)) await store.removeVideo(videoId, { ifEmpty: true });
      throw error;
    }),
  );
}

function toProgress(path: string) {
  return (events: Observable<VideoEvent>): Observable<IndexEvent> =>
    events.pipe(
      filter((event) => event.type === "progress"),
      map(({ doneSeconds, frameCount }) => ({ type: "progressed", path, doneSeconds, frameCount })),
    );
}

/** Waits for the last chunk, then acknowledges the video. */
function finishAtEnd(video: PreparedVideo, tools: IndexingTools) {
  return (events: Observable<VideoEvent>): Observable<IndexEvent> =>
    events.pipe(
      reduce((problems: string[], event) => (event.type === "problem" ? [...problems, event.text] : problems), []),
      concatMap((problems) => finish(video, problems, tools)),
    );
}

/** Acknowledges the video, unless the file was written to while it was read. */
async function finish(video: PreparedVideo, missing: readonly string[], { store }: IndexingTools): Promise<IndexEvent> {
  const { path, videoId, info } = video;
  await requireSameBytes(video, store);
  const state = missing.length === 0 ? "complete" : "partial";
  const problems = [...missing, ...info.notices];
  const { frameCount, clipCount, durationSeconds } = await store.finishVideo(videoId, { state, problems });
  return { type: "indexed", path, videoId, state, frameCount, clipCount, durationSeconds, problems };
}

/**
 * Looks whether the file is still the one that was decoded; one that was only touched is, and known by its new stamp.
 *
 * What was made of a file that changed belongs to no file, and goes. That of one that was moved stays, for its next run.
 */
async function requireSameBytes(video: PreparedVideo, store: Store): Promise<void> {
  const { path, videoId, stamp, signal } = video;
  const now = await stampAgain(video);
  const isTouched = now.modifiedNs !== stamp.modifiedNs || now.inode !== stamp.inode;
  if (now.sizeBytes === stamp.sizeBytes && (!isTouched || (await hashFile(path, signal)) === videoId)) {
    const { paths = [] } = (await store.findVideo(videoId)) ?? {};
    await store.attachPath(videoId, path, now, { gone: goneFrom(paths) });
    return;
  }
  await store.removeVideo(videoId);
  throw now.sizeBytes > stamp.sizeBytes
    ? toGrown(path, stamp, now)
    : new KinodexError("input", `${path} changed while it was indexed; index it again when it is complete`, { path });
}

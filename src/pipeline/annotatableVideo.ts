import { existsSync } from "node:fs";
import type { AnnotatableVideo } from "../annotators/annotator.js";
import { KinodexError } from "../core/errors.js";
import { decodeAudio } from "../media/decodeAudio.js";
import { decodeFrames } from "../media/decode.js";
import { probeMedia, type MediaInfo } from "../media/probe.js";
import type { StoreReader, VideoRecord } from "../store/store.js";
import type { DecoderSlots } from "./decoderSlots.js";

/** What {@link openAnnotatable} is built from. */
export interface AnnotatableOptions {
  readonly store: StoreReader;
  readonly record: VideoRecord;
  /** The file to take where it is there; else another path of the video. */
  readonly path: string;
  /** What probing its file told already. */
  readonly media?: MediaInfo | undefined;
  readonly decoderSlots: DecoderSlots;
  /** Ends all that is asked of the video. */
  readonly signal: AbortSignal;
}

/** No annotator is given more pictures of a video than this: a day at 60 a second. */
const maxPictures = 86_400 * 60;

/** Opens a stored video for annotators; its file is touched only when one of them asks for something that needs it. */
export async function openAnnotatable(options: AnnotatableOptions): Promise<Omit<AnnotatableVideo, "sidecars">> {
  const { store, record, decoderSlots, signal } = options;
  const { videoId, paths, durationSeconds } = record;
  const shots = await store.shotsOf(videoId);
  let embedded: ReturnType<AnnotatableVideo["embeddings"]> | undefined;
  let probed = options.media && Promise.resolve(options.media);
  const media = () => (probed ??= probeMedia(requireFile([options.path, ...paths]), { signal }));
  const readEmbeddings = async () => {
    const [contents] = await store.readVideos([videoId]);
    if (contents) return contents;
    throw new KinodexError("not-found", `The index ${store.directory} has no video ${videoId}.`, { videoId });
  };
  return {
    durationSeconds: Math.max(durationSeconds, shots.at(-1)?.endSeconds ?? 0),
    shots,
    embeddings: () => (embedded ??= readEmbeddings()),
    media,
    async *pictures(request) {
      const info = await media();
      using slot = await decoderSlots.take(signal);
      yield* decodeFrames(info, { ...request, maxFrames: maxPictures, threads: slot.threads }, { signal });
    },
    // no slot: it is decoded a hundred times as fast as it is listened to
    sound: async () => decodeAudio(await media(), { signal }),
  };
}

function requireFile(paths: readonly string[]): string {
  const path = paths.find((known) => existsSync(known));
  if (path !== undefined) return path;
  throw new KinodexError("input", `no file of the video is there any more: ${paths.join(", ")}`, { paths });
}

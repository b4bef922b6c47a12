import { KinodexError } from "../../core/errors.js";
import type { CaptionSet } from "../../store/catalog/records.js";
import type { StoreReader } from "../../store/store.js";
import type { Captioner } from "./captioner.js";

/** Describes a video from what an index holds of it; nothing is decoded, nothing is stored. */
export async function captionVideo(store: StoreReader, videoId: string, captioner: Captioner): Promise<CaptionSet> {
  const [contents] = await store.readVideos([videoId]);
  if (!contents)
    throw new KinodexError("not-found", `The index ${store.directory} has no video ${videoId}.`, { videoId });
  const { record, frames, clips, shots } = contents;
  const lastSeconds = shots.at(-1)?.endSeconds ?? record.durationSeconds;
  const video = { durationSeconds: Math.max(record.durationSeconds, lastSeconds), frames, clips, shots };
  return { captionedBy: captioner.fingerprint, segments: await captioner.caption(video) };
}

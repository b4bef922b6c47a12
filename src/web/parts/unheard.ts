import { kinodex } from "../service.js";

/** How long a video plays before what is not heard of it counts as missing. */
const heardWithinSeconds = 0.7;
const sampleSeconds = 0.5;

/** What Chromium counts of a video beside the standard. */
type Counted = HTMLVideoElement & { readonly webkitAudioDecodedByteCount?: number };

/** Whether a browser that tells has played a while without any sound: the file has none, or in a codec that it does not know. */
export function isUnheard(video: HTMLVideoElement): boolean {
  const { webkitAudioDecodedByteCount: heard, played } = video as Counted;
  if (heard !== 0 || video.paused || played.length === 0) return false;
  return played.end(played.length - 1) - played.start(played.length - 1) > heardWithinSeconds;
}

/** Whether a video has sound at all, as a clip of it tells, in which the server has turned it into what browsers know. */
export async function hasSound(videoId: string): Promise<boolean> {
  const clip = await kinodex.clip(videoId, { startSeconds: 0, endSeconds: sampleSeconds });
  const bytes = new TextDecoder("latin1").decode(await clip.arrayBuffer());
  return bytes.includes("soun"); // the kind of a track, in its handler box (ISO/IEC 14496-12, 8.4.3)
}

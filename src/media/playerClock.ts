import type { FileDescription, MediaInfo } from "./mediaInfo.js";
import type { PickedStreams } from "./pickStreams.js";

/**
 * Sound that comes so little before the pictures, or ends so little after them, is the delay and the padding of its codec,
 * which versions of ffmpeg state differently.
 */
const MAX_CODEC_DELAY_SECONDS = 0.1;

/**
 * Works out the clock that all times are told on: that of players.
 *
 * Browsers, mpv and VLC start at 0 with whatever they play first. Where the sound comes before the pictures the first
 * picture has a time of its own, and nothing is shown until then; where the pictures come first the clock starts with
 * them. They end with whatever ends last, and the last picture stays on until then. Streams that are not played have no say.
 *
 * `firstFrameSeconds` is the time of the first picture that was decoded, on the container's clock; needed where the
 * description does not say when the pictures start, or where decoding delays them by a constant.
 */
export function toClock(
  { formatName, containerStartSeconds, containerLengthSeconds }: FileDescription,
  { video, sound }: Pick<PickedStreams, "video" | "sound">,
  firstFrameSeconds: number | undefined,
): Pick<MediaInfo, "startSeconds" | "firstPictureSeconds" | "durationSeconds"> {
  const pictureSeconds = firstFrameSeconds ?? video.startSeconds ?? containerStartSeconds;
  const statedSeconds = video.startSeconds ?? (formatName === "avi" ? containerStartSeconds : pictureSeconds);
  const soundSeconds = sound === undefined ? statedSeconds : (sound.startSeconds ?? containerStartSeconds);
  const aheadSeconds = statedSeconds - soundSeconds;
  const firstPictureSeconds = aheadSeconds > MAX_CODEC_DELAY_SECONDS ? aheadSeconds : 0;
  const startSeconds = pictureSeconds - firstPictureSeconds;
  // Matroska's length counts from zero, others' from the container's start; AVI starts with the pictures
  const zeroSeconds = formatName.startsWith("matroska")
    ? 0
    : formatName === "avi"
      ? startSeconds
      : containerStartSeconds;
  const pictureEndSeconds =
    video.lengthSeconds === undefined
      ? containerLengthSeconds && zeroSeconds + containerLengthSeconds - startSeconds
      : firstPictureSeconds + video.lengthSeconds;
  const soundEndSeconds = soundSeconds + (sound?.lengthSeconds ?? 0) - startSeconds;
  const isOutlasted = soundEndSeconds > (pictureEndSeconds ?? Infinity) + MAX_CODEC_DELAY_SECONDS;
  const durationSeconds = isOutlasted ? soundEndSeconds : pictureEndSeconds;
  return { startSeconds, firstPictureSeconds, durationSeconds: durationSeconds || undefined };
}

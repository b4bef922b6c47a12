import type { FileDescription, MediaInfo, VideoStream } from "./mediaInfo.js";
import type { StreamExtent } from "./streamExtents.js";

/** Lengths that differ by less count as the same. */
const LENGTH_TOLERANCE = 0.1;

/** The streams that a player plays together. */
export interface PickedStreams extends Pick<MediaInfo, "textStreams"> {
  readonly video: VideoStream;
  readonly sound: FileDescription["soundStreams"][number] | undefined;
  /** Says in plain words which other pictures there are; absent where there are none. */
  readonly notice: string | undefined;
}

/** The video streams among which a player chooses; cover art is none of them. */
export function findCandidates({ videoStreams }: Pick<FileDescription, "videoStreams">): readonly VideoStream[] {
  return videoStreams.filter((stream) => !stream.isAttachedPicture);
}

/**
 * Picks the pictures that a player shows, and the sound and the words that are of the same program.
 *
 * What moves goes before a still, as in mpv, whatever is marked; then the one that is marked as default, then the longer,
 * then the larger, then the first. `extents` says how long the candidates go on, by stream; only needed where there are
 * several.
 */
export function pickStreams(
  description: FileDescription,
  extents: ReadonlyMap<number, StreamExtent>,
): PickedStreams | undefined {
  const lengthOf = (stream: VideoStream): number =>
    stream.lengthSeconds ?? extents.get(stream.streamIndex)?.lengthSeconds ?? 0;
  const isStill = (stream: VideoStream): boolean => (extents.get(stream.streamIndex)?.packetCount ?? 2) < 2;
  const isBefore = (one: VideoStream, other: VideoStream): boolean => {
    if (isStill(one) !== isStill(other)) return isStill(other);
    if (one.isDefault !== other.isDefault) return one.isDefault;
    const [length, otherLength] = [lengthOf(one), lengthOf(other)];
    if (Math.abs(length - otherLength) > LENGTH_TOLERANCE * Math.max(length, otherLength)) return length > otherLength;
    return one.width * one.height > other.width * other.height;
  };
  const candidates = findCandidates(description);
  const [first] = candidates;
  if (first === undefined) return undefined;
  const video = candidates.reduce((best, next) => (isBefore(next, best) ? next : best), first);
  const program = description.programs.find((streams) => streams.includes(video.streamIndex));
  const isWithVideo = ({ streamIndex }: { readonly streamIndex: number }): boolean =>
    program === undefined || program.includes(streamIndex);
  const sounds = description.soundStreams.filter(isWithVideo);
  return {
    video,
    sound: sounds.find(({ isDefault }) => isDefault) ?? sounds[0],
    textStreams: description.textStreams.filter(isWithVideo),
    notice: describeOthers(
      video,
      candidates.filter((stream) => stream !== video),
      isStill,
    ),
  };
}

/** Longest list of other streams that is told. */
const MAX_OTHERS = 4;

function describeOthers(
  video: VideoStream,
  others: readonly VideoStream[],
  isStill: (stream: VideoStream) => boolean,
): string | undefined {
  if (others.length === 0) return undefined;
  const listed = others
    .slice(0, MAX_OTHERS)
    .map((stream) => `${isStill(stream) ? "a still picture" : "another video"} (${describe(stream)})`);
  const more = others.length > MAX_OTHERS ? [`${others.length - MAX_OTHERS} more`] : [];
  const all = [...listed, ...more].join(", ").replace(/, ([^,]*(?:\([^)]*\))?)$/, " and $1");
  return `the file also holds ${all}, left out: what players show is ${describe(video)}`;
}

function describe({ streamIndex, codec, width, height }: VideoStream): string {
  return `stream ${streamIndex}: ${codec} ${width}x${height}`;
}

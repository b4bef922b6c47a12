import { pathToFileURL } from "node:url";
import { perSecond, type FrameRate } from "./frameRate.js";
import { layOut, type Timeline, type TimelineClip, type TimelineSource } from "./timeline.js";

/**
 * A timeline as OpenTimelineIO JSON: a track of pictures and, where there is sound, one of sound beside it. Each clip
 * carries a marker over its moment, named by what was searched for.
 *
 * Schema versions are those that every OpenTimelineIO since 0.15 reads.
 */
export function toOpenTimelineIo(timeline: Timeline): string {
  const { rate, firstFrame } = layOut(timeline);
  const { title, clips } = timeline;
  const tracks = [
    toTrack(
      "V1",
      "Video",
      clips.map((clip) => toClip(clip, title)),
    ),
  ];
  if (clips.some(hasSound)) {
    tracks.push(
      toTrack(
        "A1",
        "Audio",
        clips.map((clip) => (hasSound(clip) ? toClip(clip, title) : toGap(clip))),
      ),
    );
  }
  const document = {
    OTIO_SCHEMA: "Timeline.1",
    metadata: {},
    name: title,
    global_start_time: toRationalTime(firstFrame, rate),
    tracks: { OTIO_SCHEMA: "Stack.1", ...toItem("tracks"), children: tracks },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function hasSound({ source }: TimelineClip): boolean {
  return source.audioChannels > 0;
}

function toTrack(name: string, kind: "Video" | "Audio", children: readonly object[]) {
  return { OTIO_SCHEMA: "Track.1", ...toItem(name), children, kind };
}

function toClip(clip: TimelineClip, title: string) {
  const { source, moment } = clip;
  const { videoId, keyframeSeconds, similarity, confidence, sources } = moment;
  return {
    OTIO_SCHEMA: "Clip.2",
    ...toItem(source.name),
    metadata: { kinodex: { videoId, keyframeSeconds, similarity, confidence, sources } },
    source_range: toSourceRange(source, clip.startFrame, clip.endFrame),
    markers: [toMarker(clip, title)],
    media_references: { DEFAULT_MEDIA: toReference(source) },
    active_media_reference_key: "DEFAULT_MEDIA",
  };
}

function toGap({ source, startFrame, endFrame }: TimelineClip) {
  return { OTIO_SCHEMA: "Gap.1", ...toItem(""), source_range: toTimeRange(0, endFrame - startFrame, source.rate) };
}

function toMarker({ source, moment, momentRange }: TimelineClip, title: string) {
  return {
    OTIO_SCHEMA: "Marker.2",
    metadata: { kinodex: { confidence: moment.confidence } },
    name: title,
    color: "GREEN",
    marked_range: toSourceRange(source, momentRange.startFrame, momentRange.endFrame),
    comment: `confidence ${moment.confidence.toFixed(3)}`,
  };
}

function toReference(source: TimelineSource) {
  return {
    OTIO_SCHEMA: "ExternalReference.1",
    metadata: {},
    name: source.name,
    available_range: source.frameCount === undefined ? null : toSourceRange(source, 0, source.frameCount),
    available_image_bounds: null,
    target_url: pathToFileURL(source.path).href,
  };
}

/** What everything on a timeline has. */
function toItem(name: string) {
  return { metadata: {}, name, source_range: null as unknown, effects: [], markers: [] as unknown[], enabled: true };
}

function toSourceRange({ firstFrame, rate }: TimelineSource, startFrame: number, endFrame: number) {
  return toTimeRange(firstFrame + startFrame, endFrame - startFrame, rate);
}

function toTimeRange(startFrame: number, frames: number, rate: FrameRate) {
  return {
    OTIO_SCHEMA: "TimeRange.1",
    duration: toRationalTime(frames, rate),
    start_time: toRationalTime(startFrame, rate),
  };
}

function toRationalTime(frames: number, rate: FrameRate) {
  return { OTIO_SCHEMA: "RationalTime.1", rate: perSecond(rate), value: frames };
}

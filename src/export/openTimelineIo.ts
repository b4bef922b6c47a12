import { pathToFileURL } from "node:url";
import { perSecond, type FrameRate } from "./frameRate.js";
import { layOut, type Timeline, type TimelineClip, type TimelineSource } from "./timeline.js";

/** A timeline as OpenTimelineIO JSON: one video track of clips that refer to their files. */
export function toOpenTimelineIo(timeline: Timeline): string {
  const { rate } = layOut(timeline);
  const document = {
    OTIO_SCHEMA: "Timeline.1",
    metadata: {},
    name: timeline.title,
    global_start_time: toRationalTime(0, rate),
    tracks: {
      OTIO_SCHEMA: "Stack.1",
      ...toItem("tracks"),
      children: [{ OTIO_SCHEMA: "Track.1", ...toItem("V1"), children: timeline.clips.map(toClip), kind: "Video" }],
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function toClip(clip: TimelineClip) {
  const { source, moment } = clip;
  const { videoId, keyframeSeconds, similarity, confidence, sources } = moment;
  return {
    OTIO_SCHEMA: "Clip.2",
    ...toItem(source.name),
    metadata: { kinodex: { videoId, keyframeSeconds, similarity, confidence, sources } },
    source_range: toTimeRange(source.firstFrame + clip.startFrame, clip.endFrame - clip.startFrame, source.rate),
    media_references: { DEFAULT_MEDIA: toReference(source) },
    active_media_reference_key: "DEFAULT_MEDIA",
  };
}

function toReference(source: TimelineSource) {
  return {
    OTIO_SCHEMA: "ExternalReference.1",
    metadata: {},
    name: source.name,
    available_range:
      source.frameCount === undefined ? null : toTimeRange(source.firstFrame, source.frameCount, source.rate),
    available_image_bounds: null,
    target_url: pathToFileURL(source.path).href,
  };
}

/** What everything on a timeline has. */
function toItem(name: string) {
  return { metadata: {}, name, source_range: null as unknown, effects: [], markers: [], enabled: true };
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

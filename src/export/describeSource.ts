import { basename } from "node:path";
import type { MediaInfo } from "../media/mediaInfo.js";
import {
  convertFrames,
  dropsFrames,
  isVariable,
  nearestTimelineRate,
  toFrameRate,
  toTimecodeRate,
  toWords,
  type FrameRate,
} from "./frameRate.js";
import { readTimecode } from "./timecode.js";
import { toFrameCount, type TimelineSource } from "./timeline.js";

/** A source, and what an editor should know about how its times were counted. */
export interface DescribedSource {
  readonly source: TimelineSource;
  /** One line for people each. */
  readonly notices: readonly string[];
}

/** Rate where a file states none. */
const fallbackRate: FrameRate = { numerator: 25, denominator: 1 };
/** A file whose average is this much of its grid was made at the grid's rate and lacks some frames. */
const mostlyFilled = 0.8;

/** A probed file as a source of a timeline. */
export function describeSource(info: MediaInfo): DescribedSource {
  const notices: string[] = [];
  const rate = rateOf(info, notices);
  const counted = toTimecodeRate(rate);
  const read = info.timecode === undefined ? undefined : readTimecode(info.timecode, counted);
  if (info.timecode !== undefined && read === undefined)
    notices.push(
      `${info.path}: its timecode ${info.timecode} does not exist at ${toWords(counted)}; counted from 00:00:00:00`,
    );
  const source: TimelineSource = {
    path: info.path,
    name: basename(info.path),
    width: info.width,
    height: info.height,
    rate,
    audioChannels: info.sound === undefined ? 0 : (info.sound.channels ?? 1),
    frameCount: info.durationSeconds === undefined ? undefined : toFrameCount(info.durationSeconds, rate),
    firstFrame: read ? convertFrames(read.frame, counted, rate) : 0,
    isDropFrame: read?.isDropFrame ?? dropsFrames(rate),
  };
  return { source, notices };
}

/** Editing programs count a file of variable rate on a regular grid, so that is what its times are given in. */
function rateOf({ path, frameRate, gridFrameRate = frameRate }: MediaInfo, notices: string[]): FrameRate {
  if (frameRate === undefined || gridFrameRate === undefined) {
    notices.push(`${path}: it states no frame rate; counted at ${toWords(fallbackRate)}`);
    return fallbackRate;
  }
  if (!isVariable(frameRate, gridFrameRate)) return toFrameRate(frameRate);
  const rate = nearestTimelineRate(frameRate / gridFrameRate > mostlyFilled ? gridFrameRate : frameRate);
  notices.push(
    `${path}: its frame rate varies; counted at ${toWords(rate)}, so cuts may be a frame off: convert it to a constant rate for exact ones`,
  );
  return rate;
}

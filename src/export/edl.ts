import { KinodexError } from "../core/errors.js";
import { convertFrames, isSameRate, toTimecodeRate, toWords } from "./frameRate.js";
import { toTimecode } from "./timecode.js";
import { layOut, type PlacedClip, type Timeline, type TimelineClip } from "./timeline.js";

/** Event numbers have three digits. */
const maxEvents = 999;
const reelLength = 8;

/**
 * A timeline as an edit decision list, CMX 3600.
 *
 * Source timecodes count at the rate of their own file, or {@link toTimecodeRate} where that has none; record timecodes at that of the timeline.
 *
 * @throws {KinodexError} `usage` for more than 999 clips
 */
export function toEdl(timeline: Timeline): string {
  if (timeline.clips.length > maxEvents) {
    throw new KinodexError(
      "usage",
      `cannot write ${timeline.clips.length} moments as an EDL, which numbers ${maxEvents} events at most: give --top ${maxEvents} or another --format`,
    );
  }
  const { rate, isDropFrame, placed } = layOut(timeline);
  const reels = nameReels(timeline.clips);
  const lines = [
    `TITLE: ${toOneLine(timeline.title).slice(0, 70)}`,
    `FCM: ${isDropFrame ? "DROP FRAME" : "NON-DROP FRAME"}`,
    ...placed.flatMap(({ clip, recordStart, recordEnd }, n) => [
      "",
      toEvent(n + 1, reels.get(clip.source.path) as string, clip, [
        toTimecode(recordStart, rate, isDropFrame),
        toTimecode(recordEnd, rate, isDropFrame),
      ]),
      ...toComments(timeline.title, clip),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

/** What an EDL cannot say exactly: it is read at one rate, and clips of another would be found at the wrong frames. */
export function warnOfRates({ clips }: Timeline): string[] {
  const uncounted = clips.find(({ source }) => !isSameRate(source.rate, toTimecodeRate(source.rate)))?.source;
  if (uncounted) {
    const [own, counted] = [uncounted.rate, toTimecodeRate(uncounted.rate)].map(toWords);
    const message = `${uncounted.name} has ${own}, which no timecode counts: the EDL counts it at ${counted}`;
    return [`${message}; fcpxml and otio name its own frames`];
  }
  const first = clips[0]?.source;
  const other = clips.find(({ source }) => first && !isSameRate(source.rate, first.rate))?.source;
  if (!first || !other) return [];
  const rates = `${first.name} has ${toWords(first.rate)}, ${other.name} ${toWords(other.rate)}`;
  return [`an EDL is read at one frame rate, and the files have several (${rates}): export them as fcpxml or otio`];
}

function toEvent(number: number, reel: string, clip: TimelineClip, record: readonly [string, string]): string {
  const { rate, firstFrame, isDropFrame, audioChannels } = clip.source;
  const counted = toTimecodeRate(rate);
  const [from, to] = [clip.startFrame, clip.endFrame].map((frame) =>
    toTimecode(convertFrames(firstFrame + frame, rate, counted), counted, isDropFrame),
  );
  const event = String(number).padStart(3, "0");
  const tracks = audioChannels > 1 ? "AA/V" : audioChannels === 1 ? "B" : "V";
  return `${event}  ${reel.padEnd(reelLength)} ${tracks.padEnd(5)} C        ${from} ${to} ${record.join(" ")}`;
}

function toComments(title: string, { source, moment }: PlacedClip["clip"]): string[] {
  return [
    `* FROM CLIP NAME: ${toOneLine(source.name)}`,
    `* SOURCE FILE: ${toOneLine(source.path)}`,
    `* COMMENT: ${toOneLine(title)}, CONFIDENCE ${moment.confidence.toFixed(3)}, SIMILARITY ${moment.similarity.toFixed(3)}`,
  ];
}

/** A reel name for each file, by path: the start of its name in the letters that CMX allows, told apart by a number. */
function nameReels(clips: readonly TimelineClip[]): Map<string, string> {
  const reels = new Map<string, string>();
  const taken = new Set<string>();
  for (const { source } of clips) {
    if (reels.has(source.path)) continue;
    const stem = source.name.replace(/\.[^.]*$/, "").toUpperCase();
    const plain = stem.replaceAll(/[^A-Z0-9]/g, "") || "REEL";
    let reel = plain.slice(0, reelLength);
    for (let n = 2; taken.has(reel); n++) reel = `${plain.slice(0, reelLength - String(n).length)}${n}`;
    taken.add(reel);
    reels.set(source.path, reel);
  }
  return reels;
}

function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

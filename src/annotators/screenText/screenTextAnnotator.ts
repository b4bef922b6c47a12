import { createHash } from "node:crypto";
import type { Span } from "../../core/span.js";
import { toFrameRequest } from "../../media/frameAt.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { ReadLine, TextReader } from "../../models/capabilities/reading.js";
import type { PictureRequest, Annotator } from "../annotator.js";
import { toEdgeMap } from "./edgeMap.js";
import { createLineTracks } from "./lineTracks.js";
import { createReadingPlan } from "./readingPlan.js";
import { createStillBlocks } from "./stillBlocks.js";
import { toSegments } from "./toSegments.js";

/** What {@link createScreenTextAnnotator} is built from. */
export interface ScreenTextAnnotatorOptions {
  /** Changes with the model that reads. */
  readonly modelHash: string;
  /** Pictures a second that are looked at. */
  readonly framesPerSecond: number;
  readonly openReader: () => Promise<TextReader>;
}

/** To be counted up when other segments would come of the same readings. */
const version = 1;
/** Longest edge of the pictures, in pixels: text of 12 pixels in 1080p is read as well at 1280 as at 1920. */
const longestEdge = 1280;
/** A line that was read with less was more often a pattern than text. */
const minProbability = 0.75;
/** Share of the picture's height: a line as near to its edge is cut. */
const edge = 0.004;
/** Letters and digits of a text that is worth a segment. */
const minCharacters = 2;
/** Networks take edges that are multiples of it: what is decoded so is not scaled again. */
const edgeStep = 32;

/**
 * Creates the annotator that says what is written in the picture, and from when to when.
 *
 * Pictures are looked at a few times a second, and read only where they show edges that stand still and were not read yet, or
 * where text that was read is gone (see {@link createReadingPlan}). A line is followed for as long as its edges stay.
 */
export function createScreenTextAnnotator(options: ScreenTextAnnotatorOptions): Annotator {
  const { modelHash, framesPerSecond, openReader } = options;
  const said = JSON.stringify([modelHash, framesPerSecond, longestEdge, version]);
  return {
    name: "screenText",
    fingerprint: `screenText-${createHash("sha256").update(said).digest("hex").slice(0, 16)}`,
    source: "screen",
    needs: "frames",
    async *annotate({ media, pictures, shots, durationSeconds }, signal) {
      signal.throwIfAborted();
      const between = createClock(shots);
      const [blocks, tracks, plan] = [createStillBlocks(), createLineTracks(between), createReadingPlan()];
      const seenSeconds: number[] = []; // since the picture that was read last
      for await (const frame of pictures(toRequest(await media(), framesPerSecond))) {
        signal.throwIfAborted();
        const { timeSeconds } = frame;
        const edges = toEdgeMap(frame);
        seenSeconds.push(timeSeconds);
        const isTextGone = tracks.watch({ timeSeconds, edges });
        if (!plan.isDue(timeSeconds, blocks.watch(edges), isTextGone)) continue;
        const [read = []] = await (await openReader()).read([frame], signal);
        const lines = read.filter(isText);
        const since = ({ box }: ReadLine) => {
          const first = Math.max(0, seenSeconds.length - 1 - blocks.stillFor(box));
          const before = seenSeconds[first - 1];
          return before === undefined ? (seenSeconds[first] as number) : between(before, seenSeconds[first] as number);
        };
        plan.learn(timeSeconds, { lines: lines.length, ...tracks.update(lines, since) });
        blocks.markRead();
        seenSeconds.splice(0, seenSeconds.length - 1);
      }
      const last = seenSeconds.at(-1) ?? 0;
      yield* toSegments(tracks.finish(Math.min(durationSeconds, last + 1 / framesPerSecond)));
    },
  };
}

/** Whether a line is text and no pattern, worth a segment, and not cut by the edge that it scrolls over. */
function isText({ text, probability, box }: ReadLine): boolean {
  if (box.top <= edge || box.bottom >= 1 - edge) return false;
  return probability >= minProbability && (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= minCharacters;
}

/** Tells when a change between two pictures was: at the cut between them, else in their middle. */
function createClock(shots: readonly Span[]) {
  return (beforeSeconds: number, afterSeconds: number): number => {
    const cut = shots.find(({ startSeconds }) => startSeconds > beforeSeconds && startSeconds <= afterSeconds);
    return cut?.startSeconds ?? (beforeSeconds + afterSeconds) / 2;
  };
}

/** Pictures as they are shown, no larger than they are, with edges that networks take. */
function toRequest(info: MediaInfo, framesPerSecond: number): PictureRequest {
  const { width, height } = toFrameRequest(info, 0, longestEdge);
  const toEdge = (pixels: number) => Math.max(edgeStep, Math.round(pixels / edgeStep) * edgeStep);
  const select = { mode: "rate", framesPerSecond } as const;
  return { width: toEdge(width), height: toEdge(height), fit: "stretch", select };
}

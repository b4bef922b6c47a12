import type { Box } from "../../core/box.js";
import type { Span } from "../../core/span.js";
import type { ReadLine } from "../../models/capabilities/reading.js";
import { areaOf, likenessOf, type EdgeMap } from "./edgeMap.js";
import { boxOverlap, digitsOf, textLikeness } from "./likeness.js";

/** A line of text over time. */
export interface LineTrack extends Span {
  /** The reading with the most probability behind it, over all pictures that were read. */
  readonly text: string;
  /** Mean of the probabilities of that reading. */
  readonly probability: number;
  /** Where it stood when it was read best, and when. */
  readonly box: Box;
  readonly keyframeSeconds: number;
}

/** A picture that is watched. */
export interface WatchedPicture {
  readonly timeSeconds: number;
  readonly edges: EdgeMap;
}

/** Follows lines of text from picture to picture. */
export interface LineTracks {
  /** Takes a picture; tells whether a line is not where it was: the picture is to be read then. */
  watch(picture: WatchedPicture): boolean;
  /** Takes what was read in the picture that was watched last; `since` says from when a line that is new has been there. */
  update(lines: readonly ReadLine[], since: (line: ReadLine) => number): { readonly newLines: number };
  /** Ends the lines that are left; all of them, by their start. */
  finish(endSeconds: number): readonly LineTrack[];
}

interface OpenTrack {
  startSeconds: number;
  lastSeconds: number;
  changedSeconds: number;
  latest: ReadLine;
  edges: EdgeMap;
  isInPlace: boolean;
  best: { readonly line: ReadLine; readonly timeSeconds: number };
  readonly votes: Map<string, { sum: number; count: number }>;
}

/** Likeness of the edges in its box from which a line is still there, whatever moves behind it. */
const minInPlace = 0.55;
/** Seconds that a number has to stay to be a line of its own when it changes: clocks run in one line. */
const minStanding = 2;

/**
 * Creates tracks that are empty. Lines are the same where their texts and boxes are alike, or where a text moves.
 *
 * @param between tells when what one picture shows and the next one does not has changed.
 */
export function createLineTracks(between: (beforeSeconds: number, afterSeconds: number) => number): LineTracks {
  const ended: LineTrack[] = [];
  let open: OpenTrack[] = [];
  let now: WatchedPicture | undefined;
  let beforeSeconds = 0;

  const end = (track: OpenTrack, endSeconds: number) => ended.push(toTrack(track, endSeconds));

  return {
    watch(picture) {
      beforeSeconds = now?.timeSeconds ?? picture.timeSeconds;
      now = picture;
      for (const track of open) {
        const area = areaOf(track.latest.box, picture.edges);
        track.isInPlace = likenessOf(track.edges, picture.edges, area) >= minInPlace;
        if (track.isInPlace) track.lastSeconds = picture.timeSeconds;
      }
      return open.some(({ isInPlace }) => !isInPlace);
    },

    update(lines, since) {
      const picture = now as WatchedPicture;
      const matched = matchLines(open, lines, picture.timeSeconds);
      const kept: OpenTrack[] = [];
      for (const track of open) {
        const line = [...matched].find(([, other]) => other === track)?.[0];
        if (line) follow(track, line, picture);
        const isCovered = () =>
          lines.some((other) => !matched.has(other) && boxOverlap(other.box, track.latest.box) > 0.5);
        if (line || (track.isInPlace && !isCovered())) kept.push(track);
        else end(track, between(Math.min(track.lastSeconds, beforeSeconds), picture.timeSeconds));
      }
      const fresh = lines.filter((line) => !matched.has(line));
      open = [...kept, ...fresh.map((line) => begin(line, picture, since(line)))];
      return { newLines: fresh.length };
    },

    finish(endSeconds) {
      for (const track of open) end(track, endSeconds);
      open = [];
      return ended
        .filter((track) => track.endSeconds > track.startSeconds)
        .sort((a, b) => a.startSeconds - b.startSeconds);
    },
  };
}

function begin(line: ReadLine, { timeSeconds, edges }: WatchedPicture, startSeconds: number): OpenTrack {
  const votes = new Map([[line.text, { sum: line.probability, count: 1 }]]);
  const seen = { startSeconds, lastSeconds: timeSeconds, changedSeconds: startSeconds };
  return { ...seen, latest: line, edges, isInPlace: true, best: { line, timeSeconds }, votes };
}

function follow(track: OpenTrack, line: ReadLine, { timeSeconds, edges }: WatchedPicture): void {
  if (digitsOf(line.text) !== digitsOf(track.latest.text)) track.changedSeconds = timeSeconds;
  Object.assign(track, { lastSeconds: timeSeconds, latest: line, edges, isInPlace: true });
  if (line.probability > track.best.line.probability) track.best = { line, timeSeconds };
  const vote = track.votes.get(line.text) ?? { sum: 0, count: 0 };
  track.votes.set(line.text, { sum: vote.sum + line.probability, count: vote.count + 1 });
}

/** Which track each line goes on: pairs are formed from the most alike on. */
function matchLines(open: readonly OpenTrack[], lines: readonly ReadLine[], timeSeconds: number) {
  const pairs = open.flatMap((track) =>
    lines.flatMap((line) => {
      const likeness = continues(track, line, timeSeconds);
      return likeness > 0 ? [{ track, line, likeness }] : [];
    }),
  );
  const matched = new Map<ReadLine, OpenTrack>();
  const taken = new Set<OpenTrack>();
  for (const { track, line } of pairs.sort((a, b) => b.likeness - a.likeness)) {
    if (taken.has(track) || matched.has(line)) continue;
    taken.add(track);
    matched.set(line, track);
  }
  return matched;
}

/** How well a line goes on a track; 0 where it does not. */
function continues({ latest, changedSeconds }: OpenTrack, line: ReadLine, timeSeconds: number): number {
  const text = textLikeness(latest.text, line.text);
  const overlap = boxOverlap(latest.box, line.box);
  const [digits, digitsNow] = [digitsOf(latest.text), digitsOf(line.text)];
  const isOtherNumber =
    digits !== digitsNow &&
    digits.length === digitsNow.length && // else a piece was not read
    Math.min(latest.probability, line.probability) >= 0.8 &&
    timeSeconds - changedSeconds >= minStanding;
  if (isOtherNumber && text < 1) return 0;
  if (overlap >= 0.5 && text >= 0.6) return text + overlap;
  return text >= 0.8 && line.text.length >= 3 && isNear(latest.box, line.box) ? text : 0;
}

/** Whether text that moves, as credits do, may have come from one box to the other in half a second. */
function isNear(a: Box, b: Box): boolean {
  const [heightA, heightB] = [a.bottom - a.top, b.bottom - b.top];
  const isOneSize = Math.max(heightA, heightB) <= 1.6 * Math.min(heightA, heightB);
  const across = Math.abs((a.left + a.right - b.left - b.right) / 2);
  const along = Math.abs((a.top + a.bottom - b.top - b.bottom) / 2);
  return isOneSize && across <= 0.3 && along <= 0.3;
}

function toTrack({ startSeconds, votes, best }: OpenTrack, endSeconds: number): LineTrack {
  const { text, probability } = elect(votes);
  return { startSeconds, endSeconds, text, probability, box: best.line.box, keyframeSeconds: best.timeSeconds };
}

/**
 * The reading with the most probability behind it. One that holds another one has the votes of that too: a piece of a line is
 * easily lost for a while, but not if it was read once by chance alone.
 */
function elect(votes: OpenTrack["votes"]): Pick<LineTrack, "text" | "probability"> {
  const readings = [...votes].map(([text, { sum, count }]) => ({ text, sum, count }));
  const total = readings.reduce((all, { count }) => all + count, 0);
  const supportOf = (text: string) =>
    readings.reduce((support, other) => support + (text.includes(other.text) ? other.sum : 0), 0);
  const [first] = readings
    .filter(({ count }) => count * 4 >= total || readings.every((other) => other.count <= count))
    .map((reading) => ({ ...reading, support: supportOf(reading.text) }))
    .sort((a, b) => b.support - a.support);
  const { text, sum, count } = first as (typeof readings)[number];
  return { text, probability: sum / count };
}

import type { Box } from "../../core/box.js";
import type { NewSegment } from "../../store/catalog/records.js";
import type { LineTrack } from "./lineTracks.js";

/** Seconds by which the spans of lines of one sign may differ. */
const maxDifference = 0.3;
/**
 * Lines as segments: those that stand together and come and go together are one, as the lines of a sign or of a subtitle; by
 * their start.
 *
 * @param lines by their start, those that start together in the order of reading.
 */
export function toSegments(lines: readonly LineTrack[]): readonly NewSegment[] {
  const groups: LineTrack[][] = [];
  let from = 0;
  for (const line of lines) {
    while (from < groups.length && line.startSeconds - (groups[from]?.[0]?.startSeconds ?? 0) > maxDifference)
      from += 1;
    const group = groups.slice(from).find((others) => belongs(line, others));
    if (group) group.push(line);
    else groups.push([line]);
  }
  return groups.map(toSegment).toSorted((a, b) => a.startSeconds - b.startSeconds);
}

function belongs(line: LineTrack, others: readonly LineTrack[]): boolean {
  const [first] = others as [LineTrack];
  const isTogether =
    Math.abs(line.startSeconds - first.startSeconds) <= maxDifference &&
    Math.abs(line.endSeconds - first.endSeconds) <= maxDifference;
  return isTogether && others.some((other) => isBelow(line.box, other.box));
}

/** Whether a line stands right below or above another one, in the same column and of about the same size. */
function isBelow(a: Box, b: Box): boolean {
  const [heightA, heightB] = [a.bottom - a.top, b.bottom - b.top];
  const gap = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return (
    gap <= Math.min(heightA, heightB) && shared > 0 && Math.max(heightA, heightB) <= 2 * Math.min(heightA, heightB)
  );
}

function toSegment(lines: readonly LineTrack[]): NewSegment {
  const startSeconds = Math.min(...lines.map((line) => line.startSeconds));
  return {
    startSeconds,
    endSeconds: Math.max(...lines.map((line) => line.endSeconds)),
    text: lines.map(({ text }) => text).join("\n"),
    confidence: Math.min(1, ...lines.map(({ probability }) => probability)),
    phrases: [],
  };
}

import type { ReadLine } from "../../capabilities/reading.js";

/** Widest gap between two pieces of one line, by their height: a wide space of a fixed pitch. */
const maxGap = 0.8;

/**
 * Lines whose pieces were found apart, put together again; from left to right.
 *
 * @param ratio of the picture's width to its height, of which boxes are shares.
 */
export function joinPieces(lines: readonly ReadLine[], ratio: number): readonly ReadLine[] {
  const joined: ReadLine[] = [];
  for (const line of lines.toSorted((a, b) => a.box.left - b.box.left)) {
    const before = joined.findIndex((other) => goesOn(other, line, ratio));
    if (before < 0) joined.push(line);
    else joined[before] = join(joined[before] as ReadLine, line);
  }
  return joined;
}

/** Whether a line stands right behind another one, in the same row and of no other size. */
function goesOn({ box: before }: ReadLine, { box }: ReadLine, ratio: number): boolean {
  const [heightBefore, height] = [before.bottom - before.top, box.bottom - box.top];
  const shared = Math.min(before.bottom, box.bottom) - Math.max(before.top, box.top);
  const [lower, higher] = [Math.min(heightBefore, height), Math.max(heightBefore, height)];
  const isInRow = shared >= 0.7 * lower && higher <= 2 * lower;
  const gap = (box.left - before.right) * ratio;
  return isInRow && gap >= -0.5 * lower && gap <= maxGap * higher;
}

function join(a: ReadLine, b: ReadLine): ReadLine {
  const { length } = a.text;
  return {
    text: `${a.text} ${b.text}`,
    probability: (a.probability * length + b.probability * b.text.length) / (length + b.text.length),
    box: {
      left: Math.min(a.box.left, b.box.left),
      top: Math.min(a.box.top, b.box.top),
      right: Math.max(a.box.right, b.box.right),
      bottom: Math.max(a.box.bottom, b.box.bottom),
    },
  };
}

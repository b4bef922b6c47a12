import type { Box } from "../../core/box.js";
import { areaOf, type EdgeMap } from "./edgeMap.js";

/** What a picture shows that may be text, by blocks of 16 x 16 of its pixels. */
export interface BlockCounts {
  /** Longest row of blocks whose strokes stand still and were not there when the picture was last read. */
  readonly fresh: number;
  /** Blocks whose strokes move. */
  readonly moving: number;
}

/** Follows which parts of the picture have edges that stand still, as those of text that people are to read. */
export interface StillBlocks {
  /** Takes the next picture; all are of one size. */
  watch(map: EdgeMap): BlockCounts;
  /** Says that the picture that was watched last has been read. */
  markRead(): void;
  /** For how many pictures most of the edges in a box have stood where the picture before had them. */
  stillFor(box: Box): number;
}

/** Edge of a block, in pixels of the map. */
const blockSize = 8;
/** Sum of squares from which a block may hold strokes: a mean change of 11 grey levels. */
const minEnergy = blockSize ** 2 * 11 ** 2;
/** Times that a row of a block turns from lighter to darker or back, on average, from which it holds strokes and no mere edge. */
const minTurns = 0.5;
/** Likeness of edges from one picture to the next from which they stand still. */
const minStill = 0.8;
/** Likeness to what was read below which edges are others. */
const maxKnown = 0.6;

/** Creates a watch over blocks; what it holds does not grow. */
export function createStillBlocks(): StillBlocks {
  let now: EdgeMap | undefined;
  let read: EdgeMap | undefined;
  let ages = new Int32Array(0); // -1 where there are no edges

  return {
    watch(map) {
      const [columns, rows] = [Math.floor(map.width / blockSize), Math.floor(map.height / blockSize)];
      const isFirst = !now;
      if (ages.length !== columns * rows) ages = new Int32Array(columns * rows);
      let [fresh, moving] = [0, 0];
      for (let row = 0; row < rows; row += 1) {
        let run = 0;
        for (let column = 0; column < columns; column += 1) {
          const { energy, turns, still, known } = compareBlock(map, now, read, column, row);
          const block = row * columns + column;
          const hasEdges = energy >= minEnergy;
          const isStill = hasEdges && (isFirst || still >= minStill);
          ages[block] = !hasEdges ? -1 : isStill ? Math.max(0, ages[block] as number) + 1 : 0;
          const hasStrokes = hasEdges && turns >= minTurns * blockSize;
          if (hasStrokes && !isStill) moving += 1;
          run = hasStrokes && isStill && known < maxKnown ? run + 1 : 0;
          fresh = Math.max(fresh, run);
        }
      }
      now = map;
      return { fresh, moving };
    },

    markRead() {
      read = now;
    },

    stillFor(box) {
      if (!now) return 0;
      const columns = Math.floor(now.width / blockSize);
      const area = areaOf(box, now);
      const found: number[] = [];
      const [lastRow, lastColumn] = [area.top + area.height - 1, area.left + area.width - 1].map((at) =>
        Math.floor(at / blockSize),
      ) as [number, number];
      for (let row = Math.floor(area.top / blockSize); row <= lastRow; row += 1)
        for (let column = Math.floor(area.left / blockSize); column <= Math.min(lastColumn, columns - 1); column += 1) {
          const age = ages[row * columns + column] ?? -1;
          if (age >= 0) found.push(age);
        }
      return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
    },
  };
}

/** Compares a block with the picture before and with the one that was read. */
function compareBlock(
  map: EdgeMap,
  before: EdgeMap | undefined,
  read: EdgeMap | undefined,
  column: number,
  row: number,
) {
  let [energy, turns, ofBefore, withBefore, ofRead, withRead] = [0, 0, 0, 0, 0, 0];
  for (let y = row * blockSize; y < (row + 1) * blockSize; y += 1) {
    const start = y * map.width + column * blockSize;
    let last = 0;
    for (let at = start; at < start + blockSize; at += 1) {
      const value = map.values[at] as number;
      if (value * last < 0) turns += 1;
      if (value !== 0) last = value;
      const valueBefore = before ? (before.values[at] as number) : 0;
      const valueRead = read ? (read.values[at] as number) : 0;
      energy += value * value;
      ofBefore += valueBefore * valueBefore;
      withBefore += value * valueBefore;
      ofRead += valueRead * valueRead;
      withRead += value * valueRead;
    }
  }
  const still = ofBefore > 0 && energy > 0 ? withBefore / Math.sqrt(energy * ofBefore) : 0;
  const known = ofRead > 0 && energy > 0 ? withRead / Math.sqrt(energy * ofRead) : 0;
  return { energy, turns, still, known };
}

import type { Point } from "./rectangle.js";

/** Values over a picture, row by row. */
export interface ValueMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Pixels that hang together. */
export interface Component {
  readonly size: number;
  /** Of their values. */
  readonly mean: number;
  /** Corners of its pixels at both ends of each of its rows: their hull is that of all of it. */
  readonly outline: readonly Point[];
}

/** The pixels above `threshold`, as components whose pixels touch, corners included; linear in the pixels of the map. */
export function findComponents({ width, height, values }: ValueMap, threshold: number): readonly Component[] {
  const isSeen = new Uint8Array(width * height);
  const components: Component[] = [];
  const waiting: number[] = [];
  for (let start = 0; start < values.length; start += 1) {
    if (isSeen[start] || (values[start] as number) <= threshold) continue;
    const rows = new Map<number, [first: number, last: number]>();
    let [size, sum] = [0, 0];
    isSeen[start] = 1;
    waiting.push(start);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const y = Math.floor(at / width);
      const x = at - y * width;
      size += 1;
      sum += values[at] as number;
      const row = rows.get(y);
      if (!row) rows.set(y, [x, x]);
      else if (x < row[0]) row[0] = x;
      else if (x > row[1]) row[1] = x;
      for (let nearY = Math.max(0, y - 1); nearY <= Math.min(height - 1, y + 1); nearY += 1)
        for (let nearX = Math.max(0, x - 1); nearX <= Math.min(width - 1, x + 1); nearX += 1) {
          const near = nearY * width + nearX;
          if (isSeen[near] || (values[near] as number) <= threshold) continue;
          isSeen[near] = 1;
          waiting.push(near);
        }
    }
    components.push({ size, mean: sum / size, outline: toOutline(rows) });
  }
  return components;
}

function toOutline(rows: ReadonlyMap<number, readonly [number, number]>): Point[] {
  return [...rows].flatMap(([y, [first, last]]) => [
    { x: first, y },
    { x: last + 1, y },
    { x: first, y: y + 1 },
    { x: last + 1, y: y + 1 },
  ]);
}

import type { DecodedFrame } from "../../core/frame.js";
import type { Box } from "../../core/box.js";

/** How the grey level of a picture changes from left to right, at half its size: where strokes of text stand out. */
export interface EdgeMap {
  readonly width: number;
  readonly height: number;
  /** Row by row, -127 to 127. */
  readonly values: Int8Array;
}

/** Grey levels below which a change is noise. */
const noise = 8;

/** Measures the edges of a frame; linear in its pixels. */
export function toEdgeMap(frame: DecodedFrame): EdgeMap {
  const [width, height] = [Math.floor(frame.width / 2), Math.floor(frame.height / 2)];
  const values = new Int8Array(width * height);
  const grey = new Int16Array(width);
  for (let row = 0; row < height; row += 1) {
    toGreyRow(frame, row, grey);
    const start = row * width;
    for (let column = 1; column < width - 1; column += 1) {
      const change = (grey[column + 1] as number) - (grey[column - 1] as number);
      if (change > noise || change < -noise) values[start + column] = Math.max(-127, Math.min(127, change));
    }
  }
  return { width, height, values };
}

/** Means of 2 x 2 pixels, by two of them: the others tell little more. */
function toGreyRow({ width, pixels }: DecodedFrame, row: number, grey: Int16Array): void {
  let upper = row * 2 * width * 3;
  let lower = upper + (width + 1) * 3;
  for (let column = 0; column < grey.length; column += 1, upper += 6, lower += 6) {
    const above = (pixels[upper] as number) + 2 * (pixels[upper + 1] as number) + (pixels[upper + 2] as number);
    const below = (pixels[lower] as number) + 2 * (pixels[lower + 1] as number) + (pixels[lower + 2] as number);
    grey[column] = (above + below) >> 3;
  }
}

/** A part of an edge map, in its own pixels. */
export interface EdgeArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The area of a map that a box of the picture covers; at least one pixel. */
export function areaOf({ left, top, right, bottom }: Box, { width, height }: EdgeMap): EdgeArea {
  const start = (share: number, size: number) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
  const [x, y] = [start(left, width), start(top, height)];
  return {
    left: x,
    top: y,
    width: Math.max(1, Math.min(width, Math.ceil(right * width)) - x),
    height: Math.max(1, Math.min(height, Math.ceil(bottom * height)) - y),
  };
}

/** How alike the edges of two maps of one size are in an area, -1 to 1; 0 where one has none. */
export function likenessOf(a: EdgeMap, b: EdgeMap, { left, top, width, height }: EdgeArea): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (let row = top; row < top + height; row += 1) {
    const start = row * a.width + left;
    for (let at = start; at < start + width; at += 1) {
      const [valueA, valueB] = [a.values[at] as number, b.values[at] as number];
      product += valueA * valueB;
      ofA += valueA * valueA;
      ofB += valueB * valueB;
    }
  }
  return ofA > 0 && ofB > 0 ? product / Math.sqrt(ofA * ofB) : 0;
}

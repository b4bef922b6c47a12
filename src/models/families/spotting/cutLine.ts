import type { DecodedFrame } from "../../../core/frame.js";
import { cornersOf, type Point, type Rectangle } from "./rectangle.js";

/** A line that is much taller than wide is written from top to bottom, and turned before it is read. */
const uprightRatio = 2;

/** The line cut out of its frame and laid straight, `height` pixels high; RGB. */
export function cutLine(frame: DecodedFrame, line: Rectangle, height: number): DecodedFrame {
  const corners = cornersOf(line);
  const isUpright = line.height > uprightRatio * line.width;
  // text that runs upwards begins at the bottom left
  const [start, end, , below] = isUpright ? [3, 0, 1, 2].map((n) => corners[n] as Point) : corners;
  const [length, thickness] = isUpright ? [line.height, line.width] : [line.width, line.height];
  const width = Math.max(1, Math.round((length * height) / thickness));
  return {
    timeSeconds: frame.timeSeconds,
    width,
    height,
    pixels: sample(frame, { start, end, below } as Edges, width, height),
  };
}

interface Edges {
  /** The corners where the text begins at its top, ends at its top, and begins at its bottom. */
  readonly start: Point;
  readonly end: Point;
  readonly below: Point;
}

/** Samples linearly between pixels; where the line is shrunk, each value is the mean of as many samples as that takes. */
function sample(frame: DecodedFrame, { start, end, below }: Edges, width: number, height: number): Uint8Array {
  const right = { x: (end.x - start.x) / width, y: (end.y - start.y) / width };
  const down = { x: (below.x - start.x) / height, y: (below.y - start.y) / height };
  const samples = Math.min(4, Math.max(1, Math.ceil(Math.hypot(down.x, down.y) - 0.25)));
  const pixels = new Uint8Array(width * height * 3);
  const sum = new Float64Array(3);
  for (let row = 0, at = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      sum.fill(0);
      for (let v = 0; v < samples; v += 1)
        for (let u = 0; u < samples; u += 1) {
          const [along, across] = [column + (u + 0.5) / samples, row + (v + 0.5) / samples];
          const x = start.x + along * right.x + across * down.x - 0.5;
          const y = start.y + along * right.y + across * down.y - 0.5;
          addSample(frame, x, y, sum);
        }
      for (let channel = 0; channel < 3; channel += 1, at += 1)
        pixels[at] = Math.round((sum[channel] as number) / (samples * samples));
    }
  return pixels;
}

/** Adds the colour at a point, between pixels, to a sum; outside the picture that of its edge. */
function addSample({ width, height, pixels }: DecodedFrame, x: number, y: number, sum: Float64Array): void {
  const [column, row] = [clamp(x, width - 1), clamp(y, height - 1)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [toRight, toBottom] = [column - left, row - top];
  const upper = (top * width + left) * 3;
  const lower = top + 1 < height ? upper + width * 3 : upper;
  const step = left + 1 < width ? 3 : 0;
  for (let channel = 0; channel < 3; channel += 1) {
    const above = mix(pixels[upper + channel] as number, pixels[upper + step + channel] as number, toRight);
    const below = mix(pixels[lower + channel] as number, pixels[lower + step + channel] as number, toRight);
    sum[channel] = (sum[channel] as number) + mix(above, below, toBottom);
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

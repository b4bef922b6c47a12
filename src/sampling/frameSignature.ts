import type { DecodedFrame } from "../core/frame.js";

/** Cells per side of the grid that pictures are compared on. */
const GRID = 16;
const CELLS = GRID * GRID;
const LUMA_BINS = 8;
const CHROMA_BINS = 6;
const BINS = LUMA_BINS * CHROMA_BINS * CHROMA_BINS;
/** Chroma past this distance from grey shares the outermost bin; most pictures stay within. */
const CHROMA_RANGE = 48;
/** Mean grid difference, in grey levels, that counts as a whole different picture. */
const UNRELATED_LEVELS = 64;

/** Larger pictures are looked at by skipping pixels, down to about this many on the shorter side. */
const LOOK_SIDE = 64;

/** What shot detection and adaptive sampling look at instead of the picture: about 4 KB, whatever the frame's size. */
export interface FrameSignature {
  readonly timeSeconds: number;
  /** Mean luma, blue and red difference (BT.601, grey levels, chroma around 0) of the cells, `[3][16 * 16]`. */
  readonly grid: Float32Array;
  /** Shares of the cells' colours in luma x chroma bins, softly assigned along luma; sums to 1. */
  readonly histogram: Float32Array;
  /** Mean absolute Laplacian of luma in grey levels; falls when a picture blurs. */
  readonly sharpness: number;
}

/** What the pixels of a frame are turned into on the way; kept, as a fresh one for every frame keeps the collector busy. */
let lumaScratch = new Int32Array(0);
const differenceScratch = new Float32Array(CELLS);
const countScratch = new Uint32Array(CELLS);
const blendScratch = new Float32Array(3 * CELLS);

/** Summarises a frame. */
export function describeFrame(decoded: DecodedFrame): FrameSignature {
  const frame = thinOut(decoded);
  const pixels = frame.width * frame.height;
  if (lumaScratch.length < pixels) lumaScratch = new Int32Array(pixels);
  const luma = lumaScratch;
  const grid = toGrid(frame, luma);
  return {
    timeSeconds: frame.timeSeconds,
    grid,
    histogram: toHistogram(grid),
    sharpness: laplacianEnergy(luma, frame.width, frame.height),
  };
}

/**
 * How different two pictures are: 0 for the same, about 0.1 for a moving subject, 0.4 and more for unrelated ones; at
 * most 1. Mean of a colour histogram's L1 distance, which forgives motion, and the grid's, which sees layout.
 */
export function pictureDistance(a: FrameSignature, b: FrameSignature): number {
  let histogram = 0;
  for (let n = 0; n < BINS; n += 1) histogram += Math.abs(valueAt(a.histogram, n) - valueAt(b.histogram, n));
  return (histogram / 2 + Math.min(1, gridDistance(a, b) / UNRELATED_LEVELS)) / 2;
}

/** Mean over the cells of the absolute difference of luma and (at half weight each) chroma, in grey levels. */
export function gridDistance(a: FrameSignature, b: FrameSignature): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell += 1) sum += cellDistance(a.grid, b.grid, cell);
  return sum / CELLS;
}

/**
 * How much has changed where most has: mean difference of the eighth of the cells that differ most, in grey levels. A
 * small subject that moves counts, noise does not.
 */
export function localChange(a: FrameSignature, b: FrameSignature): number {
  const differences = differenceScratch;
  for (let cell = 0; cell < CELLS; cell += 1) differences[cell] = cellDistance(a.grid, b.grid, cell);
  const most = CELLS - CELLS / 8;
  moveLargestUp(differences, most);
  let sum = 0;
  for (let n = most; n < CELLS; n += 1) sum += valueAt(differences, n);
  return sum / (CELLS / 8);
}

/** Reorders values so that none before `from` is larger than any from there on (quickselect, Hoare 1961). */
function moveLargestUp(values: Float32Array, from: number): void {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = valueAt(values, (low + high) >> 1);
    let [left, right] = [low, high];
    while (left <= right) {
      while (valueAt(values, left) < pivot) left += 1;
      while (valueAt(values, right) > pivot) right -= 1;
      if (left > right) break;
      const swapped = valueAt(values, left);
      values[left++] = valueAt(values, right);
      values[right--] = swapped;
    }
    if (from <= right) high = right;
    else if (from >= left) low = left;
    else return;
  }
}

/**
 * Whether `middle` is a blend of `from` and `to`, neither nearly the one nor the other. Within a dissolve or a fade
 * every picture is such a blend; within motion none is.
 */
export function isBlend(middle: FrameSignature, from: FrameSignature, to: FrameSignature): boolean {
  let along = 0;
  let length = 0;
  for (let n = 0; n < middle.grid.length; n += 1) {
    const step = valueAt(to.grid, n) - valueAt(from.grid, n);
    along += step * (valueAt(middle.grid, n) - valueAt(from.grid, n));
    length += step * step;
  }
  const share = length > 0 ? along / length : 0;
  if (share < 0.15 || share > 0.85) return false;
  const blend = blendScratch;
  for (let n = 0; n < blend.length; n += 1)
    blend[n] = valueAt(from.grid, n) + share * (valueAt(to.grid, n) - valueAt(from.grid, n));
  let residual = 0;
  for (let cell = 0; cell < CELLS; cell += 1) residual += cellDistance(middle.grid, blend, cell);
  return residual / CELLS < 0.3 * gridDistance(from, to);
}

/** Whether the picture is nearly one colour, as in the middle of a fade through black or white. */
export function isBlank({ grid }: FrameSignature): boolean {
  let mean = 0;
  for (let cell = 0; cell < CELLS; cell += 1) mean += valueAt(grid, cell) / CELLS;
  let deviation = 0;
  for (let cell = 0; cell < CELLS; cell += 1) deviation += Math.abs(valueAt(grid, cell) - mean) / CELLS;
  return deviation < 8;
}

function valueAt(values: Float32Array, n: number): number {
  return values[n] as number;
}

function cellDistance(a: Float32Array, b: Float32Array, cell: number): number {
  return (
    Math.abs(valueAt(a, cell) - valueAt(b, cell)) +
    Math.abs(valueAt(a, CELLS + cell) - valueAt(b, CELLS + cell)) / 2 +
    Math.abs(valueAt(a, 2 * CELLS + cell) - valueAt(b, 2 * CELLS + cell)) / 2
  );
}

function thinOut(frame: DecodedFrame): DecodedFrame {
  const step = Math.floor(Math.min(frame.width, frame.height) / LOOK_SIDE);
  if (step < 2) return frame;
  const width = Math.floor(frame.width / step);
  const height = Math.floor(frame.height / step);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1)
    for (let x = 0, from = y * step * frame.width * 3; x < width; x += 1, from += step * 3, to += 3) {
      pixels[to] = frame.pixels[from] as number;
      pixels[to + 1] = frame.pixels[from + 1] as number;
      pixels[to + 2] = frame.pixels[from + 2] as number;
    }
  return { timeSeconds: frame.timeSeconds, width, height, pixels };
}

/** Fills `luma`, in 256ths of a grey level, and returns the grid of cell means; a frame smaller than the grid leaves some cells at zero. */
function toGrid({ width, height, pixels }: DecodedFrame, luma: Int32Array): Float32Array {
  const grid = new Float32Array(3 * CELLS);
  const counts = countScratch.fill(0);
  const edges = Array.from({ length: GRID + 1 }, (_, column) => Math.ceil((column * width) / GRID));
  for (let y = 0, at = 0, byte = 0; y < height; y += 1) {
    const row = Math.floor((y * GRID) / height) * GRID;
    for (let column = 0; column < GRID; column += 1) {
      const end = y * width + (edges[column + 1] as number);
      const cell = row + column;
      let red = 0;
      let green = 0;
      let blue = 0;
      counts[cell]! += end - at;
      for (; at < end; at += 1, byte += 3) {
        const r = pixels[byte] as number;
        const g = pixels[byte + 1] as number;
        const b = pixels[byte + 2] as number;
        red += r;
        green += g;
        blue += b;
        luma[at] = 77 * r + 150 * g + 29 * b; // whole numbers take half the time
      }
      grid[cell]! += 0.299 * red + 0.587 * green + 0.114 * blue;
      grid[CELLS + cell]! += blue;
      grid[2 * CELLS + cell]! += red;
    }
  }
  for (let cell = 0; cell < CELLS; cell += 1) {
    const count = Math.max(1, counts[cell] as number);
    const grey = valueAt(grid, cell) / count;
    grid[cell] = grey;
    grid[CELLS + cell] = 0.564 * (valueAt(grid, CELLS + cell) / count - grey);
    grid[2 * CELLS + cell] = 0.713 * (valueAt(grid, 2 * CELLS + cell) / count - grey);
  }
  return grid;
}

/** Histogram of the cells' mean colours, so that noise and compression do not reach it. */
function toHistogram(grid: Float32Array): Float32Array {
  const histogram = new Float32Array(BINS);
  for (let cell = 0; cell < CELLS; cell += 1) {
    const chroma = chromaBin(valueAt(grid, CELLS + cell)) * CHROMA_BINS + chromaBin(valueAt(grid, 2 * CELLS + cell));
    const level = Math.min(LUMA_BINS - 1, Math.max(0, (valueAt(grid, cell) / 256) * LUMA_BINS - 0.5));
    const lower = Math.floor(level);
    const upper = Math.min(LUMA_BINS - 1, lower + 1);
    histogram[lower * CHROMA_BINS * CHROMA_BINS + chroma]! += (1 - (level - lower)) / CELLS;
    histogram[upper * CHROMA_BINS * CHROMA_BINS + chroma]! += (level - lower) / CELLS;
  }
  return histogram;
}

function chromaBin(value: number): number {
  const at = Math.floor(((value + CHROMA_RANGE) / (2 * CHROMA_RANGE)) * CHROMA_BINS);
  return Math.min(CHROMA_BINS - 1, Math.max(0, at));
}

function laplacianEnergy(luma: Int32Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 1; y < height - 1; y += 1) {
    let [before, here] = [luma[y * width] as number, luma[y * width + 1] as number];
    for (let at = y * width + 1; at < (y + 1) * width - 1; at += 1) {
      const after = luma[at + 1] as number;
      const stacked = (luma[at - width] as number) + (luma[at + width] as number);
      sum += Math.abs(4 * here - before - after - stacked);
      before = here;
      here = after;
    }
  }
  return sum / 256 / Math.max(1, (width - 2) * (height - 2));
}

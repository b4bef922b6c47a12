import type { DecodedFrame, Interpolation } from "../../core/frame.js";

/** Fractional bits of a coefficient: 32 bits less 8 for the pixel and 2 for the overshoot of the filter. */
const precisionBits = 32 - 8 - 2;
const rounding = 1 << (precisionBits - 1);
const channels = 3;

/** A rectangle of the resized picture, in its pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** For each output position: the first input position that it reads, how many it reads, and their weights. */
interface Coefficients {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `[outputs, stride]`, fixed point with {@link precisionBits}. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Size and filter of a resized picture. */
export interface Resizing {
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
}

/**
 * Resizes with an antialiased filter, bit for bit as Pillow does (`Image.resize(size, Image.BICUBIC)`).
 *
 * The filter's support grows with the reduction; two passes, horizontal first, in fixed point, with rounding to 8 bits
 * between them. Method: Pillow's `Resample.c` up to version 12, the `8bpc` path; version 13 takes
 * the two passes in an order that depends on the picture's shape, and differs by a grey level then.
 *
 * @param window computes only this part of the resized picture; all of it by default.
 */
export function resample(
  frame: DecodedFrame,
  { width, height, interpolation }: Resizing,
  window: Window = { left: 0, top: 0, width, height },
): DecodedFrame {
  const filter = filters[interpolation];
  const columns = toCoefficients(filter, { inputSize: frame.width, outputSize: width }, window.left, window.width);
  const rows = toCoefficients(filter, { inputSize: frame.height, outputSize: height }, window.top, window.height);
  const firstRow = rows.starts[0] as number;
  const lastOutput = window.height - 1;
  const endRow = (rows.starts[lastOutput] as number) + (rows.counts[lastOutput] as number);
  const narrow = resizeRows(frame, columns, firstRow, endRow);
  const pixels = resizeColumns(narrow, window.width, rows, firstRow);
  return { timeSeconds: frame.timeSeconds, width: window.width, height: window.height, pixels };
}

/** A filter: the weight of an input pixel by its distance from the output's, which is zero from `support` on. */
interface Filter {
  readonly support: number;
  weightAt(distance: number): number;
}

const filters: Readonly<Record<Interpolation, Filter>> = {
  bilinear: { support: 1, weightAt: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: {
    support: 2,
    weightAt(distance) {
      const x = Math.abs(distance);
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5;
      return 0;
    },
  },
  lanczos: { support: 3, weightAt: (distance) => (Math.abs(distance) < 3 ? sinc(distance) * sinc(distance / 3) : 0) },
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

function toCoefficients(
  filter: Filter,
  { inputSize, outputSize }: { readonly inputSize: number; readonly outputSize: number },
  first: number,
  count: number,
): Coefficients {
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Int32Array(count * stride);
  const exact = new Float64Array(stride);
  for (let output = 0; output < count; output += 1) {
    const centre = (first + output + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const taps = Math.min(inputSize, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const weight = filter.weightAt((tap + start - centre + 0.5) * (1 / filterScale));
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap += 1) {
      const scaled = ((exact[tap] as number) / (sum || 1)) * (1 << precisionBits);
      weights[output * stride + tap] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    starts[output] = start;
    counts[output] = taps;
  }
  return { starts, counts, weights, stride };
}

/** Horizontal pass over the rows `[firstRow, endRow)`, the only ones that the vertical pass reads. */
function resizeRows(frame: DecodedFrame, columns: Coefficients, firstRow: number, endRow: number): Uint8ClampedArray {
  const { starts, counts, weights, stride } = columns;
  const width = starts.length;
  const output = new Uint8ClampedArray((endRow - firstRow) * width * channels);
  let at = 0;
  for (let row = firstRow; row < endRow; row += 1) {
    const rowStart = row * frame.width;
    for (let column = 0; column < width; column += 1) {
      let source = (rowStart + (starts[column] as number)) * channels;
      let red = rounding;
      let green = rounding;
      let blue = rounding;
      const firstWeight = column * stride;
      const endWeight = firstWeight + (counts[column] as number);
      for (let n = firstWeight; n < endWeight; n += 1, source += channels) {
        const weight = weights[n] as number;
        red += Math.imul(frame.pixels[source] as number, weight);
        green += Math.imul(frame.pixels[source + 1] as number, weight);
        blue += Math.imul(frame.pixels[source + 2] as number, weight);
      }
      output[at] = red >> precisionBits;
      output[at + 1] = green >> precisionBits;
      output[at + 2] = blue >> precisionBits;
      at += channels;
    }
  }
  return output;
}

/** Vertical pass; `source` starts at the input's row `firstRow`. */
function resizeColumns(source: Uint8ClampedArray, width: number, rows: Coefficients, firstRow: number): Uint8Array {
  const { starts, counts, weights, stride } = rows;
  const rowLength = width * channels;
  const output = new Uint8ClampedArray(starts.length * rowLength);
  const sums = new Int32Array(rowLength);
  for (let row = 0; row < starts.length; row += 1) {
    sums.fill(rounding);
    for (let tap = 0; tap < (counts[row] as number); tap += 1) {
      const weight = weights[row * stride + tap] as number;
      const from = ((starts[row] as number) + tap - firstRow) * rowLength;
      for (let n = 0; n < rowLength; n += 1)
        sums[n] = (sums[n] as number) + Math.imul(source[from + n] as number, weight);
    }
    for (let n = 0; n < rowLength; n += 1) output[row * rowLength + n] = (sums[n] as number) >> precisionBits;
  }
  return new Uint8Array(output.buffer);
}

import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toFloat32 } from "../../../inference/tensor.js";
import { decodeSteps, type Reading } from "./ctc.js";
import type { RecognitionPart } from "./manifest.js";

/** Reads pictures of single lines, all of the height that it takes. */
export interface LineRecogniser {
  readonly height: number;
  /** In the order of the pictures. */
  read(lines: readonly DecodedFrame[], signal?: AbortSignal): Promise<readonly Reading[]>;
}

/** What {@link createLineRecogniser} is built from; the session stays the caller's. */
export interface LineRecogniserOptions {
  readonly part: RecognitionPart;
  readonly session: Pick<OnnxSession, "run">;
  /** What each output stands for. */
  readonly keys: readonly string[];
}

/** Values of one run of the network: more would hold hundreds of megabytes, of one long line alone. */
const maxWidth = 3_200;

/** Creates a recogniser by a network that was trained by CTC. Lines of like widths are read together. */
export function createLineRecogniser({ part, session, keys }: LineRecogniserOptions): LineRecogniser {
  const alphabet = { keys, minSpaceProbability: part.minSpaceProbability };
  const readBatch = async (lines: readonly DecodedFrame[]): Promise<readonly Reading[]> => {
    const width = roundUp(Math.max(...lines.map((line) => line.width)), part.pixelsPerStep * 4);
    const data = toValues(lines, width, part);
    const input = { type: "float32", dims: [lines.length, 3, part.height, width], data } as const;
    const { [part.output]: output } = await session.run({ [part.input]: input }, [part.output]);
    const values = output && toFloat32(output);
    const [count, steps = 0, known] = output?.dims ?? [];
    if (!values || count !== lines.length || known !== keys.length) throw toShapeError(part, output?.dims, keys.length);
    return lines.map((_, n) =>
      decodeSteps({ values: values.subarray(n * steps * known, (n + 1) * steps * known), count: steps }, alphabet),
    );
  };
  return {
    height: part.height,
    async read(lines, signal) {
      const readings: Reading[] = [];
      for (const batch of toBatches(lines, part.maxBatch)) {
        if (signal?.aborted) throw new KinodexError("interrupted", "stopped reading lines", {}, signal.reason);
        const read = await readBatch(batch.map((n) => lines[n] as DecodedFrame));
        for (const [n, reading] of read.entries()) readings[batch[n] as number] = reading;
      }
      return readings;
    },
  };
}

/** Positions of lines that are read together: each is at most a third wider than the narrowest of its batch. */
function toBatches(lines: readonly DecodedFrame[], maxBatch: number): readonly (readonly number[])[] {
  const widthOf = (n: number) => (lines[n] as DecodedFrame).width;
  const batches: number[][] = [];
  for (const n of [...lines.keys()].sort((a, b) => widthOf(a) - widthOf(b))) {
    const last = batches.at(-1);
    const fits = last && last.length < maxBatch && widthOf(n) <= (widthOf(last[0] as number) * 4) / 3;
    if (fits && widthOf(n) * (last.length + 1) <= maxWidth * 2) last.push(n);
    else batches.push([n]);
  }
  return batches;
}

/** Normalised pixels `[N, 3, height, width]`; what a line does not fill is 0. */
function toValues(lines: readonly DecodedFrame[], width: number, { channels, mean, std, height }: RecognitionPart) {
  const values = new Float32Array(lines.length * 3 * height * width);
  const order = channels === "bgr" ? [2, 1, 0] : [0, 1, 2];
  for (const [n, line] of lines.entries())
    for (let channel = 0; channel < 3; channel += 1) {
      const [shift, scale] = [mean[channel] as number, std[channel] as number];
      for (let row = 0; row < height; row += 1) {
        let at = ((n * 3 + channel) * height + row) * width;
        let from = row * line.width * 3 + (order[channel] as number);
        for (let column = 0; column < line.width; column += 1, at += 1, from += 3)
          values[at] = ((line.pixels[from] as number) / 255 - shift) / scale;
      }
    }
  return values;
}

function roundUp(value: number, multipleOf: number): number {
  return Math.ceil(value / multipleOf) * multipleOf;
}

function toShapeError({ output }: RecognitionPart, dims: readonly number[] | undefined, keys: number): KinodexError {
  const found = dims ? `[${dims.join(", ")}]` : "nothing";
  return new KinodexError("model", `the output "${output}" gives ${found}; expected [lines, steps, ${keys}]`, {
    output,
    dims,
  });
}

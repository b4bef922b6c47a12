import type { Box } from "../../../core/box.js";
import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import type { ReadLine, TextReader } from "../../capabilities/reading.js";
import { cutLine } from "./cutLine.js";
import { joinPieces } from "./joinPieces.js";
import type { LineFinder } from "./lineFinder.js";
import type { LineRecogniser } from "./lineRecogniser.js";
import { toReadingOrder } from "./readingOrder.js";
import { cornersOf, type Rectangle } from "./rectangle.js";

/** What {@link createTextReader} is built from; all of it stays the caller's. */
export interface TextReaderOptions {
  readonly finder: LineFinder;
  readonly recogniser: LineRecogniser;
}

/** Below it, what was read is more often wrong than right. */
const minProbability = 0.5;

/** Creates a {@link TextReader} of a network that finds lines and one that reads them. Frames are read one at a time. */
export function createTextReader({ finder, recogniser }: TextReaderOptions): TextReader {
  const readFrame = async (frame: DecodedFrame, signal?: AbortSignal): Promise<readonly ReadLine[]> => {
    const found = await finder.find(frame);
    const pictures = found.map((line) => cutLine(frame, line, recogniser.height));
    const readings = await recogniser.read(pictures, signal);
    const lines = readings.map((reading, n) => ({ ...reading, box: toBox(found[n] as Rectangle, frame) }));
    const legible = lines.filter(({ text, probability }) => text !== "" && probability >= minProbability);
    return toReadingOrder(joinPieces(legible, frame.width / frame.height));
  };
  return {
    async read(frames, signal) {
      const read: (readonly ReadLine[])[] = [];
      for (const frame of frames) {
        if (signal?.aborted) throw new KinodexError("interrupted", "stopped reading text", {}, signal.reason);
        read.push(await readFrame(frame, signal));
      }
      return read;
    },
  };
}

function toBox(line: Rectangle, { width, height }: DecodedFrame): Box {
  const corners = cornersOf(line);
  const [x, y] = [corners.map((corner) => corner.x / width), corners.map((corner) => corner.y / height)];
  const clamp = (share: number) => Math.min(1, Math.max(0, share));
  return {
    left: clamp(Math.min(...x)),
    top: clamp(Math.min(...y)),
    right: clamp(Math.max(...x)),
    bottom: clamp(Math.max(...y)),
  };
}

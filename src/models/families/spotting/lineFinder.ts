import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toFloat32 } from "../../../inference/tensor.js";
import { findComponents, type ValueMap } from "./components.js";
import type { DetectionPart } from "./manifest.js";
import { inOrder } from "./pixels.js";
import { growRectangle, toSmallestRectangle, type Rectangle } from "./rectangle.js";

/** Finds the lines of text in a picture, in its pixels; in no order. */
export interface LineFinder {
  find(frame: DecodedFrame): Promise<readonly Rectangle[]>;
}

/** Pixels of the network's picture: what is thinner holds no text that could be read. */
const minHeight = 3;

/**
 * Creates a finder by a network of differentiable binarisation (Liao et al. 2020, https://arxiv.org/abs/1911.08947). It tells
 * the shrunk cores of lines, so that lines which touch stay apart; each core is grown to its line.
 */
export function createLineFinder(part: DetectionPart, session: Pick<OnnxSession, "run">): LineFinder {
  return {
    async find(frame) {
      const map = await measure(frame, part, session);
      const scale = { x: frame.width / map.width, y: frame.height / map.height };
      return findComponents(map, part.minProbability)
        .filter(({ mean, size }) => mean >= part.minLineProbability && size >= minHeight)
        .map(({ outline }) => toSmallestRectangle(outline))
        .map((core) => growRectangle(core, part.growth))
        .filter(({ width, height }) => Math.min(width, height) > minHeight)
        .map((line) => toFramePixels(line, scale));
    },
  };
}

/** How probable text is in each pixel of the picture as the network takes it. */
async function measure(frame: DecodedFrame, part: DetectionPart, session: Pick<OnnxSession, "run">): Promise<ValueMap> {
  const size = networkSizeOf(frame, part);
  const { channels, mean, std } = part;
  const spec = { ...size, fit: "stretch", interpolation: "bilinear", mean, std } as const;
  const data = inOrder(frame.pixels, channels);
  const pictures = { type: "pictures", spec, sizes: [{ width: frame.width, height: frame.height }], data } as const;
  const { [part.output]: output } = await session.run({ [part.input]: pictures }, [part.output]);
  const values = output && toFloat32(output);
  if (values?.length === size.width * size.height) return { ...size, values };
  throw new KinodexError("model", `the output "${part.output}" does not give a probability for each pixel`, {
    output: part.output,
    dims: output?.dims,
  });
}

/** The size of a frame as the network takes it: no larger than it may be, edges rounded to what they must be multiples of. */
function networkSizeOf({ width, height }: DecodedFrame, { longestEdge, multipleOf }: DetectionPart) {
  const scale = Math.min(1, longestEdge / Math.max(width, height));
  const toEdge = (pixels: number) => Math.max(multipleOf, Math.round((pixels * scale) / multipleOf) * multipleOf);
  return { width: toEdge(width), height: toEdge(height) };
}

/** A rectangle of the network's picture in that of the frame, whose edges were scaled a little differently. */
function toFramePixels({ centre, width, height, radians }: Rectangle, scale: { x: number; y: number }): Rectangle {
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return {
    centre: { x: centre.x * scale.x, y: centre.y * scale.y },
    width: width * Math.hypot(cos * scale.x, sin * scale.y),
    height: height * Math.hypot(sin * scale.x, cos * scale.y),
    radians: Math.atan2(sin * scale.y, cos * scale.x),
  };
}

import type { DecodedFrame } from "../../../core/frame.js";
import { fitFrame, toPixelValues, type ImageSpec } from "../../../inference/picture/preprocess.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toImageSpec } from "../../manifest/picture.js";
import { toFlags, toValues } from "./graphTensors.js";
import type { MaskedManifest } from "./manifest.js";

/** Values of one picture, and their shape without the batch. */
export interface PictureValues {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** What a joint graph takes of one picture. */
export interface PictureStates extends PictureValues {
  /** The picture as one vector, where its part gives that. */
  readonly embedding?: PictureValues | undefined;
}

/** Reads pictures for a joint graph; what was read of a frame is kept for as long as the frame is. */
export interface PictureReader {
  read(frame: DecodedFrame): Promise<PictureStates>;
}

/** Builds a reader by the image part of a model; without one, a joint graph takes the pixels. */
export function createPictureReader(
  { pictures, image }: Pick<MaskedManifest, "pictures" | "image">,
  openImage: (() => Promise<OnnxSession>) | undefined,
): PictureReader {
  const known = new WeakMap<DecodedFrame, Promise<PictureStates>>();
  const read = async (frame: DecodedFrame): Promise<PictureStates> => {
    const pixels = toPixels(frame, pictures);
    if (!image || !openImage) return pixels;
    const session = await openImage();
    const { patches } = image;
    const outputs = await session.run(
      {
        [image.input]: { type: "float32", dims: [1, ...pixels.dims], data: pixels.data },
        ...(patches && {
          [patches.hidden]: toFlags(session, patches.hidden, [new Uint8Array(patches.rows * patches.columns)]),
        }),
      },
      [image.states, ...(image.embedding === undefined ? [] : [image.embedding])],
    );
    const valuesOf = (output: string): PictureValues => {
      const { dims, values } = toValues(outputs, output);
      return { dims: dims.slice(1), data: values };
    };
    return {
      ...valuesOf(image.states),
      embedding: image.embedding === undefined ? undefined : valuesOf(image.embedding),
    };
  };
  return {
    read(frame) {
      const reading = known.get(frame) ?? read(frame);
      known.set(frame, reading);
      reading.catch(() => known.delete(frame)); // who asks next tries again
      return reading;
    },
  };
}

/** The pixels of a frame as a model takes them, `[3, height, width]`. */
export function toPixels(frame: DecodedFrame, pictures: MaskedManifest["pictures"]): PictureValues {
  const spec = "inputWidth" in pictures ? toImageSpec(pictures) : toScaledSpec(frame, pictures);
  return { dims: [3, spec.height, spec.width], data: toPixelValues([fitFrame(frame, spec)], spec) };
}

type Scaled = Exclude<MaskedManifest["pictures"], { readonly inputWidth: number }>;

/** The size of a picture that keeps its shape, as ViLT has it (https://arxiv.org/abs/2102.03334). */
function toScaledSpec(
  { width, height }: DecodedFrame,
  { shortEdge, maxLongEdge, multipleOf, ...rest }: Scaled,
): ImageSpec {
  const scale = Math.min(shortEdge / Math.min(width, height), maxLongEdge / Math.max(width, height));
  const toEdge = (pixels: number): number =>
    Math.max(multipleOf, Math.floor(Math.floor(pixels * scale + 0.5) / multipleOf) * multipleOf);
  return { width: toEdge(width), height: toEdge(height), fit: "stretch", ...rest };
}

import type { DecodedFrame } from "../../../core/frame.js";
import { toPictureBatch } from "../../../inference/picture/pictureBatch.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import type { SessionInput, Tensor } from "../../../inference/tensor.js";
import { toImageSpec } from "../../manifest/picture.js";
import type { PatchesPart, VisionPart } from "./manifest.js";
import { sizeInPatches, toPatchedSpec } from "./patchedSize.js";
import type { ReadPicture } from "./promptedDecoder.js";

/** What makes of a picture what a language model reads. */
export interface PictureReader {
  /** Edge, in pixels, above which more of a picture is not seen. */
  readonly maxEdge: number;
  read(frame: DecodedFrame): Promise<Omit<ReadPicture, "label">>;
}

type Session = Pick<OnnxSession, "run">;

/** A {@link PictureReader} on a session, which stays the caller's. */
export function createPictureReader(vision: VisionPart | PatchesPart, session: Session): PictureReader {
  return "grid" in vision ? createPatchReader(vision, session) : createSizedReader(vision, session);
}

function createSizedReader(vision: VisionPart, session: Session): PictureReader {
  const spec = toImageSpec(vision);
  const { inputWidth, inputHeight, pixelMask, input, output } = vision;
  return {
    maxEdge: Math.max(inputWidth, inputHeight),
    async read(frame) {
      const inputs: Record<string, SessionInput> = { [input]: toPictureBatch([frame], spec) };
      if (pixelMask !== undefined)
        inputs[pixelMask] = {
          type: "bool",
          dims: [1, 1, inputHeight, inputWidth],
          data: new Uint8Array(inputHeight * inputWidth).fill(1),
        };
      const outputs = await session.run(inputs, [output]);
      return { rows: outputs[output] as Tensor };
    },
  };
}

/** Long edge over root of the pixels of a picture that is four times as long as high; hardly any is longer. */
const elongation = 2;

function createPatchReader(vision: PatchesPart, session: Session): PictureReader {
  const { patchEdge, mergedPatches, maxPixels, input, grid, output } = vision;
  return {
    maxEdge: Math.ceil(elongation * Math.sqrt(maxPixels)),
    async read(frame) {
      const size = sizeInPatches(frame, vision);
      const [rows, columns] = [size.height / patchEdge, size.width / patchEdge];
      const inputs: Record<string, SessionInput> = {
        [input]: toPictureBatch([frame], toPatchedSpec(vision, size)),
        [grid]: { type: "int64", dims: [1, 3], data: BigInt64Array.of(1n, BigInt(rows), BigInt(columns)) },
      };
      const outputs = await session.run(inputs, [output]);
      const merged = { rows: rows / mergedPatches, columns: columns / mergedPatches };
      return { rows: outputs[output] as Tensor, grid: merged };
    },
  };
}

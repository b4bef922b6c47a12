import type { DecodedFrame } from "../../../../core/frame.js";
import { toPictureBatch } from "../../../../inference/picture/pictureBatch.js";
import type { OnnxSession } from "../../../../inference/session/onnxSession.js";
import { toIntegers, type SessionInput, type Tensor } from "../../../../inference/tensor.js";
import { toImageSpec } from "../../../manifest/picture.js";
import type { JanusSettings } from "../manifest.js";

/** Turns the ids of a prompt, and the frames that stand in it, into embeddings `[1, T, width]`. */
export type ReadPrompt = (
  ids: readonly number[],
  frames: readonly DecodedFrame[],
  frameTokenId: number,
) => Promise<Tensor>;

/** What reads prompts by running the graph that embeds them. */
export function createReader(
  { reader, pictureTokens }: JanusSettings,
  run: (...asked: Parameters<OnnxSession["runEmbedder"]>) => ReturnType<OnnxSession["runEmbedder"]>,
): ReadPrompt {
  const spec = toImageSpec(reader);
  return async (ids, frames, frameTokenId) => {
    const pictures: Readonly<Record<string, SessionInput>> =
      frames.length === 0
        ? withoutPictures(reader)
        : {
            [reader.pictures]: toPictureBatch(frames, spec),
            [reader.pictureMask]: toBools([1, frames.length, pictureTokens], () => true),
          };
    const inputs = {
      ...pictures,
      [reader.inputIds]: toIntegers("int64", [1, ids.length], Int32Array.from(ids)),
      [reader.placeMask]: toBools([1, ids.length], (n) => frames.length > 0 && ids[n] === frameTokenId),
    };
    return (await run(inputs, [reader.embeddings]))[reader.embeddings] as Tensor;
  };
}

/** What the reader is given beside ids that stand for no picture. */
export function withoutPictures({
  pictures,
  pictureMask,
  inputHeight,
  inputWidth,
}: JanusSettings["reader"]): Readonly<Record<string, Tensor>> {
  return {
    [pictures]: { type: "float32", dims: [0, 0, 3, inputHeight, inputWidth], data: new Float32Array(0) },
    [pictureMask]: toBools([1, 1, 0], () => false),
  };
}

export function toBools(dims: readonly number[], isSet: (n: number) => boolean): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return { type: "bool", dims, data: Uint8Array.from({ length }, (_, n) => Number(isSet(n))) };
}

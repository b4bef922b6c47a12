import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import { toPictureBatch } from "../../../inference/picture/pictureBatch.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import type { SessionInput, Tensor } from "../../../inference/tensor.js";
import type { TextGenerator } from "../../capabilities/generation.js";
import { toImageSpec } from "../../manifest/picture.js";
import type { BackboneManifest, VisionPart } from "./manifest.js";
import type { PromptedDecoder, ReadPicture } from "./promptedDecoder.js";

/** What {@link createFrameWriter} builds on; all of it stays the caller's. */
export interface FrameWriterOptions extends Pick<BackboneManifest, "id" | "maxFrames"> {
  readonly vision: VisionPart;
  readonly session: Pick<OnnxSession, "run">;
  readonly decoder: PromptedDecoder;
}

const describing = "Describe this picture in one short sentence.";

/** A {@link TextGenerator} of a vision encoder and a language model. Pictures are read one at a time. */
export function createFrameWriter(options: FrameWriterOptions): TextGenerator {
  const { id, vision, maxFrames, session, decoder } = options;
  const spec = toImageSpec(vision);
  const { inputWidth, inputHeight } = vision;

  const read = async (frame: DecodedFrame): Promise<Tensor> => {
    const inputs: Record<string, SessionInput> = { [vision.input]: toPictureBatch([frame], spec) };
    if (vision.pixelMask !== undefined)
      inputs[vision.pixelMask] = {
        type: "bool",
        dims: [1, 1, inputHeight, inputWidth],
        data: new Uint8Array(inputHeight * inputWidth).fill(1),
      };
    const outputs = await session.run(inputs, [vision.output]);
    return outputs[vision.output] as Tensor;
  };

  return {
    maxFrames,
    maxEdge: Math.max(inputWidth, inputHeight),
    takesPrompts: true,
    async *generate({ prompt = describing, frames, tellsTimes = false, beginning = "", maxTokens }, signal) {
      if (frames.length > maxFrames)
        throw new KinodexError("usage", `${id} takes ${maxFrames} pictures at a time, not ${frames.length}`, {
          model: id,
          maxFrames,
        });
      const pictures: ReadPicture[] = [];
      for (const frame of frames) {
        if (signal?.aborted) throw new KinodexError("interrupted", "stopped reading pictures", {}, signal.reason);
        const label = tellsTimes ? `[${frame.timeSeconds.toFixed(1)} s]` : "";
        pictures.push({ rows: await read(frame), label });
      }
      yield* decoder.write({ pictures, question: prompt, beginning, maxTokens }, signal);
    },
  };
}

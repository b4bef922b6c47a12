import { KinodexError } from "../../../core/errors.js";
import type { TextGenerator } from "../../capabilities/generation.js";
import type { BackboneManifest } from "./manifest.js";
import type { PictureReader } from "./pictureReader.js";
import type { PromptedDecoder, ReadPicture } from "./promptedDecoder.js";

/** What {@link createFrameWriter} builds on; all of it stays the caller's. */
export interface FrameWriterOptions extends Pick<BackboneManifest, "id" | "maxFrames"> {
  readonly reader: PictureReader;
  readonly decoder: PromptedDecoder;
}

const describing = "Describe this picture in one short sentence.";

/** A {@link TextGenerator} of a vision encoder and a language model. Pictures are read one at a time. */
export function createFrameWriter(options: FrameWriterOptions): TextGenerator {
  const { id, maxFrames, reader, decoder } = options;
  return {
    maxFrames,
    maxEdge: reader.maxEdge,
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
        pictures.push({ ...(await reader.read(frame)), label });
      }
      yield* decoder.write({ pictures, question: prompt, beginning, maxTokens }, signal);
    },
  };
}

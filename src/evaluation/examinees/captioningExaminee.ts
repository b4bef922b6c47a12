import type { TextGenerator } from "../../models/capabilities/generation.js";
import type { Examinee } from "./examinee.js";
import { writeOfEach } from "./frameByFrame.js";
import { createShownPictures, fitWithin } from "./shownPictures.js";
import { createWriter } from "./writer.js";
import { createWritingExaminee } from "./writingExaminee.js";

/** Each picture costs a run of the model, or hundreds of tokens. */
const maxFrames = 8;
const maxEdge = 448;

/** A generator that takes no questions: it describes the pixels that it is shown. */
export function createCaptioningExaminee(generator: TextGenerator): Examinee {
  const { see, memory, framesOf } = createShownPictures();
  const writer = createWriter(generator, framesOf);
  const takesOne = generator.maxFrames === 1;
  return createWritingExaminee({
    by: ["generation"],
    maxFrames: takesOne ? maxFrames : Math.min(maxFrames, generator.maxFrames),
    fitOf: (info) => fitWithin(info, Math.min(maxEdge, generator.maxEdge)),
    see,
    memory,
    writer: takesOne ? writeOfEach(writer) : writer,
  });
}

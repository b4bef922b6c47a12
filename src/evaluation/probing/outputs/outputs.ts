import type { OutputType } from "../../outputTypes.js";
import { captionOutput } from "./caption.js";
import { chooseOutput } from "./choose.js";
import { localiseOutput } from "./localise.js";
import type { Output } from "./output.js";
import { pairOutput } from "./pair.js";
import { rankOutput } from "./rank.js";
import { yesNoOutput } from "./yesNo.js";

/** How examples of each output type are answered and judged. */
export const outputs: Readonly<Record<OutputType, Output>> = {
  pair: pairOutput,
  rank: rankOutput,
  localise: localiseOutput,
  choose: chooseOutput,
  "yes-no": yesNoOutput,
  caption: captionOutput,
};

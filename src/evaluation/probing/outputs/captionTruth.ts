import { createNamedThings } from "../../language/namedThings.js";
import { phraseOrder } from "../../metrics/captioning/phraseOrder.js";
import { hallucinated } from "../../metrics/hallucination/chair.js";
import type { Example } from "../example.js";
import type { Outcome } from "./output.js";

/**
 * Judges captions by what is known to be true, and not by what people wrote: whether they name in the right order what was
 * joined (`order_acc`, and the share that names both); whether they name a thing that cannot be seen (`chair_s`: CHAIRs), and
 * how many things they name and make up, of which CHAIRi is made.
 */
export function createTruthJudge(): (text: string, example: Example) => Outcome {
  const { read } = createNamedThings();
  const judgeThings = (text: string, present: readonly string[]): Outcome => {
    const scene = { named: read(text), present: new Set(present) };
    const { length } = hallucinated(scene);
    return { chair_s: Number(length > 0), things_named: scene.named.length, things_made_up: length };
  };
  return (text, { inOrder: [first, then] = [], present }) => {
    const order = first === undefined || then === undefined ? undefined : phraseOrder(text, first, then);
    return {
      ...(order ? { order_acc: order.order, names_both: Number(order.namesBoth) } : {}),
      ...(present ? judgeThings(text, present) : {}),
    };
  };
}

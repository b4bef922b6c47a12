import { createNamedThings } from "../../language/namedThings.js";
import { phraseOrder } from "../../metrics/captioning/phraseOrder.js";
import { hallucinated } from "../../metrics/hallucination/chair.js";
import type { Example } from "../example.js";
import type { Outcome } from "./output.js";

/**
 * Judges captions by what is known to be true, and not by what people wrote: whether they name in the right order what was
 * joined (`order_acc`, and the share that names both), and whether they name a thing that cannot be seen (`chair_s`: CHAIRs).
 */
export function createTruthJudge(): (text: string, example: Example) => Outcome {
  const { read } = createNamedThings();
  return (text, { inOrder: [first, then] = [], present }) => {
    const order = first === undefined || then === undefined ? undefined : phraseOrder(text, first, then);
    const isFalse = present && hallucinated({ named: read(text), present: new Set(present) }).length > 0;
    return {
      ...(order ? { order_acc: order.order, names_both: Number(order.namesBoth) } : {}),
      ...(isFalse === undefined ? {} : { chair_s: Number(isFalse) }),
    };
  };
}

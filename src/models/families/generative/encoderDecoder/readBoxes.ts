import type { PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import type { GroundedBox } from "../../../capabilities/grounding.js";

/** Places along an edge of a picture: `<loc_0>` is the first, `<loc_999>` the last. */
const placeCount = 1000;

/**
 * The boxes of what was written: words, and after them left, top, right and bottom of each of their boxes. What is not
 * whole, or has no size, is left out.
 *
 * @param phrase what boxes go with before which no words were written.
 */
export function readBoxes(
  ids: readonly number[],
  tokeniser: Pick<PromptTokeniser, "nameOf" | "decode">,
  phrase: string,
): readonly GroundedBox[] {
  const boxes: GroundedBox[] = [];
  let [words, places]: [number[], number[]] = [[], []];
  let [label, isLabelled] = [phrase, false];
  for (const id of ids) {
    const place = toPlace(tokeniser.nameOf(id));
    if (place === undefined) {
      if (isLabelled) [words, isLabelled] = [[], false];
      words.push(id);
      places = [];
      continue;
    }
    if (!isLabelled) [label, isLabelled] = [tokeniser.decode(words).trim() || label, true];
    places.push(place);
    if (places.length < 4) continue;
    const [left, top, right, bottom] = places as [number, number, number, number];
    if (left < right && top < bottom) boxes.push({ phrase: label, left, top, right, bottom });
    places = [];
  }
  return boxes;
}

/** The middle of a place as a share of its edge. */
function toPlace(token: string | undefined): number | undefined {
  const [, number] = /^<loc_(\d+)>$/.exec(token ?? "") ?? [];
  return number === undefined || Number(number) >= placeCount ? undefined : (Number(number) + 0.5) / placeCount;
}

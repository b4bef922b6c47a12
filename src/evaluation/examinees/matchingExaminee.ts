import type { DecodedFrame } from "../../core/frame.js";
import type { Model } from "../../models/model.js";
import { singleFrames, type SeenFrame, type Sequence } from "../clips/sequence.js";
import { meanOf } from "../statistics/summary.js";
import type { Examinee, ProbedOption } from "./examinee.js";
import { createShownPictures, fitWithin } from "./shownPictures.js";
import { toProbability } from "./verdict.js";

/** Each frame costs a run of the model for each text. */
const maxFrames = 8;
/** No matcher sees more of a picture. */
const maxEdge = 384;
/** Frames that are kept with what the model made of them, which may be some megabytes each. */
const maxKnown = 128;

/** A frame, always the same object, by which a matcher knows it again, and how well texts describe it. */
interface MatchedFrame {
  readonly picture: DecodedFrame;
  readonly logOdds: Map<string, number>;
}

/**
 * A model that judges pictures and texts together: its scores are log odds. As those of a sequence are the mean over its
 * frames, each frame is judged once, in whatever order and company it is shown.
 */
export async function openMatchingExaminee(model: Model): Promise<Examinee> {
  const matcher = await model.open("matching");
  const { see, memory, framesOf } = createShownPictures();
  const known = new Map<string, MatchedFrame>(); // what was asked about longest ago comes first

  const matchFrame = async (frame: Sequence, texts: readonly string[]): Promise<number[]> => {
    const [{ hash }] = frame.frames as [SeenFrame];
    const found = known.get(hash) ?? { picture: (await framesOf(frame))[0] as DecodedFrame, logOdds: new Map() };
    known.delete(hash);
    known.set(hash, found);
    if (known.size > maxKnown) known.delete(known.keys().next().value as string);
    const { picture, logOdds } = found;
    const unknown = [...new Set(texts)].filter((text) => !logOdds.has(text));
    const values = unknown.length > 0 ? await matcher.match([picture], unknown) : [];
    for (const [n, text] of unknown.entries()) logOdds.set(text, values[n] as number);
    return texts.map((text) => logOdds.get(text) as number);
  };

  return {
    by: ["matching"],
    maxFrames: Math.min(maxFrames, matcher.maxFrames),
    fitOf: (info) => fitWithin(info, maxEdge),
    see,
    memory,
    measure: { name: "match_probability", of: toProbability },
    async score(sequences, options) {
      const texts = options.filter(isText);
      const scores: (readonly number[])[] = [];
      for (const sequence of sequences) {
        const ofFrames: (readonly number[])[] = [];
        for (const frame of singleFrames(sequence)) ofFrames.push(await matchFrame(frame, texts));
        scores.push(texts.map((_, n) => meanOf(ofFrames.map((values) => values[n] as number))));
      }
      return scores;
    },
  };
}

/** Of options that are sequences a task says that it needs `image`. */
const isText = (option: ProbedOption): option is string => typeof option === "string";

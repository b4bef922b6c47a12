import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import { spreadEvenly } from "../../../core/spread.js";
import type { Tokeniser } from "../../../inference/text/tokeniser.js";
import type { GappedSentence, ImageTextMatcher } from "../../capabilities/matching.js";
import { toLogProbabilities, type Values } from "./graphTensors.js";
import type { JointReader } from "./jointReader.js";
import type { PictureReader } from "./pictureStates.js";
import { toFilledSentence, toTokens, type FilledSentence, type TokenIds } from "./tokens.js";

/** An output of a joint graph. */
export interface JointOutput {
  readonly reader: JointReader;
  readonly output: string;
}

/** What {@link createMatcher} is built from. */
export interface MatcherOptions {
  readonly maxFrames: number;
  readonly maskTokenId: number;
  readonly pictures: PictureReader;
  readonly openTokeniser: () => Promise<Tokeniser>;
  readonly match: JointOutput;
  readonly words?: JointOutput | undefined;
  readonly surprise?: ImageTextMatcher["surprise"];
}

/** Builds a matcher over the graphs of a model. */
export function createMatcher(options: MatcherOptions): ImageTextMatcher {
  const { maxFrames, maskTokenId, pictures, openTokeniser, match, words, surprise } = options;
  const choose = (frames: readonly DecodedFrame[]) =>
    spreadEvenly(frames.length, maxFrames).map((at) => frames[at] as DecodedFrame);

  /** For each frame an output for each text. */
  const readAll = async (
    frames: readonly DecodedFrame[],
    { reader, output }: JointOutput,
    texts: readonly TokenIds[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly Values[])[]> => {
    const found: (readonly Values[])[] = [];
    for (const frame of choose(frames)) {
      if (signal?.aborted) throw new KinodexError("interrupted", "stopped judging pictures", {}, signal.reason);
      found.push(await reader.read(await pictures.read(frame), texts, output, signal));
    }
    return found;
  };

  return {
    maxFrames,

    async match(frames, texts, signal) {
      const tokeniser = await openTokeniser();
      const tokens = texts.map((text) => toTokens(tokeniser, text));
      const ofFrames = await readAll(frames, match, tokens, signal);
      return texts.map((_, n) => meanOf(ofFrames.map((ofTexts) => toLogOdds((ofTexts[n] as Values).values))));
    },

    ...(words && {
      async fillGap(
        frames: readonly DecodedFrame[],
        sentence: GappedSentence,
        choices: readonly string[],
        signal?: AbortSignal,
      ) {
        const tokeniser = await openTokeniser();
        const steps = choices.map((choice) => toSteps(toFilledSentence(tokeniser, sentence, choice), maskTokenId));
        const asked = new Map(steps.flat().map(({ tokens }) => [tokens.join(" "), tokens]));
        const keys = [...asked.keys()];
        const ofFrames = await readAll(frames, words, [...asked.values()], signal);
        const ofChoices = steps.map((own) =>
          meanOf(
            ofFrames.flatMap((logits) =>
              own.map(({ tokens, position, tokenId }) => {
                const { dims, values } = logits[keys.indexOf(tokens.join(" "))] as Values;
                const size = dims.at(-1) as number;
                const row = values.subarray(position * size, (position + 1) * size);
                return toLogProbabilities(row)[tokenId] as number;
              }),
            ),
          ),
        );
        return [...toLogProbabilities(Float32Array.from(ofChoices))].map((value) => Math.exp(value));
      },
    }),

    ...(surprise && { surprise }),
  };
}

/** A sentence with masks, and the token that is asked for in one of their places. */
interface Step {
  readonly tokens: TokenIds;
  readonly position: number;
  readonly tokenId: number;
}

/**
 * What is asked about a choice: each of its tokens, those before it known, those after it masked.
 *
 * So the product of the probabilities is that of the choice among all of as many tokens (the chain rule). Choices of
 * different lengths are compared by the mean of the logarithms.
 */
function toSteps({ before, choice, after }: FilledSentence, maskTokenId: number): Step[] {
  return choice.map((tokenId, n) => {
    const masks = choice.slice(n).map(() => maskTokenId);
    return { tokens: [...before, ...choice.slice(0, n), ...masks, ...after], position: before.length + n, tokenId };
  });
}

/** Log odds of a match by the logits of one pair: of both classes, or the log odds themselves. */
function toLogOdds(logits: Float32Array): number {
  const [first, second] = logits as unknown as readonly [number, number?];
  return second === undefined ? first : second - first;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import type { LabelledChoice, LabelledExample, LabelledMoments } from "../labels/labelledExample.js";

/** Options have letters. */
const maxOptions = 26;
/** People who label videos round up. */
const slackSeconds = 0.5;

/** What is wrong with the labels of an example; undefined where nothing is. */
export function faultOfExample(example: LabelledExample): string | undefined {
  if (example.outputType === "choose") return faultOfChoice(example);
  if (example.outputType === "localise") return faultOfMoments(example);
  const isSame = example.outputType === "pair" && example.captions[0] === example.captions[1];
  return isSame ? "has two equal captions" : undefined;
}

function faultOfChoice({ options, right }: LabelledChoice): string | undefined {
  if (new Set(options).size < options.length) return "has two equal options";
  if (options.length < 2 || options.length > maxOptions) return `has ${options.length} options, not 2 to ${maxOptions}`;
  return right in options ? undefined : "has an answer that is none of its options";
}

function faultOfMoments({ moments, durationSeconds, query }: LabelledMoments): string | undefined {
  if (moments.length === 0) return `says of no moment that "${query}" is true there`;
  const outside = moments.find(
    ({ startSeconds, endSeconds }) =>
      startSeconds < 0 || endSeconds <= startSeconds || endSeconds > durationSeconds + slackSeconds,
  );
  if (!outside) return undefined;
  const { startSeconds, endSeconds } = outside;
  return `has a moment outside the video: from ${startSeconds} s to ${endSeconds} s, the video lasts ${durationSeconds} s`;
}

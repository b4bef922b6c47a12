import { readBy, rewrite, type Form, type Rewrite } from "./form.js";
import { saidOf } from "./polar.js";

/** A question for when, how long, how many times or in which video something is seen, and the statement of that. */
export interface AskedTimes {
  readonly type: "how-often" | "which-video" | "how-long" | "when";
  readonly said: string;
}

/** "first" and "last" belong before what they are said of. */
export const turns: readonly Rewrite[] = [
  {
    pattern: /^((?:an?|the) .+?) (first|last) (\S+)/,
    to: "$2 $1 $3",
    example: "a dog first appears on the beach",
    reads: "first a dog appears on the beach",
  },
];

/** A video shows whatever is asked for. */
export const showings: readonly Rewrite[] = [
  {
    pattern: /^(?:shows?|contains?|includes?|features?|has|have|is about|can i see) /,
    to: "",
    example: "shows a beach",
    reads: "a beach",
  },
];

/** That something lasts is what "how long" says already. */
export const lastings: readonly Rewrite[] = [
  { pattern: / (?:lasts?|takes?|for)$/, to: "", example: "the storm lasts", reads: "the storm" },
];

export const timeForms: readonly Form<AskedTimes>[] = [
  {
    pattern: /^how (?:many times|often) (.+)$/,
    example: "how many times does a ball bounce",
    reads: { type: "how-often", said: "a ball bounces" },
    read: (asked) => ({ type: "how-often", said: saidOf(asked) }),
  },
  {
    pattern: /^(?:(?:in|on) )?which (?:of (?:the|these|my) )?(?:video|clip|film|file|recording|movie)s? (.+)$/,
    example: "which of my videos shows a beach",
    reads: { type: "which-video", said: "a beach" },
    read: toWhichVideo,
  },
  {
    pattern: /^where can (?:i|we|you) (?:find|see|watch) (.+)$/,
    example: "where can i see a beach",
    reads: { type: "which-video", said: "a beach" },
    read: toWhichVideo,
  },
  {
    pattern: /^(?:for )?how (?:long|much time|many seconds|many minutes) (?:of the (?:video|clip) )?(.+)$/,
    example: "for how long is the moon visible",
    reads: { type: "how-long", said: "the moon" },
    read: (asked) => ({ type: "how-long", said: rewrite(lastings, saidOf(asked)) }),
  },
  {
    pattern: /^when (.+)$/,
    example: "when does a dog first appear",
    reads: { type: "when", said: "first a dog appears" },
    read: toWhen,
  },
  {
    pattern: /^(?:at|from) (?:what|which) (?:time|point|moment|second|timestamp)s?(?: on)? (.+)$/,
    example: "at what time does a train arrive",
    reads: { type: "when", said: "a train arrives" },
    read: toWhen,
  },
  {
    pattern: /^(?:in )?(?:what|which) part (.+)$/,
    example: "in which part does a train arrive",
    reads: { type: "when", said: "a train arrives" },
    read: toWhen,
  },
];

/** Reads what asks for times; undefined where it is another question. */
export const readTimes = (question: string): AskedTimes | undefined => readBy(timeForms, question);

function toWhichVideo(asked: string): AskedTimes {
  return { type: "which-video", said: saidOf(rewrite(showings, asked)) };
}

function toWhen(asked: string): AskedTimes {
  return { type: "when", said: rewrite(turns, saidOf(asked)) };
}

import { parseQuery } from "../../query/language/parse.js";
import type { Part } from "../programme.js";
import { readBy, type Form } from "./form.js";

/** A question without the words for a part of the video, and those words. */
export interface AskedPart {
  readonly rest: string;
  readonly at: Part["at"];
  /** What the part lies before, after or beside. */
  readonly anchor?: string;
}

const relationOf = (word: string): "before" | "after" | "while" =>
  word === "before" || word === "after" ? word : "while";

/** Questions about a part of a video. */
export const partForms: readonly Form<AskedPart>[] = [
  {
    pattern: /^(.*?),? (?:at|in) the (?:first|beginning|start)$/,
    example: "what happens in the beginning",
    reads: { rest: "what happens", at: "first" },
    read: (rest) => ({ rest, at: "first" }),
  },
  {
    pattern: /^(.*?),? (?:at )?(?:the )?(?:very )?(?:first|beginning|start|initially)(?: of all)?$/,
    example: "what happens first of all",
    reads: { rest: "what happens", at: "first" },
    read: (rest) => ({ rest, at: "first" }),
  },
  {
    pattern: /^(.*?),? (?:at|in) the (?:very )?(?:last|end)$/,
    example: "what happens at the very end",
    reads: { rest: "what happens", at: "last" },
    read: (rest) => ({ rest, at: "last" }),
  },
  {
    pattern: /^(.*?),? (?:at )?(?:last|finally)$/,
    example: "what happens last",
    reads: { rest: "what happens", at: "last" },
    read: (rest) => ({ rest, at: "last" }),
  },
  {
    pattern: /^(after|before|while) ([^,]+), (.+)$/,
    example: "after the lamp turns on, what happens",
    reads: { rest: "what happens", at: "after", anchor: "the lamp turns on" },
    read: (word, anchor, rest) => ({ rest, at: relationOf(word), anchor }),
  },
  {
    pattern: /^(.+?) (?:(?<!the |to )right |just |immediately |shortly )?(after|before|while|during) (.+)$/,
    example: "what happens right during the storm",
    reads: { rest: "what happens", at: "while", anchor: "the storm" },
    read: (rest, word, anchor) => ({ rest, at: relationOf(word), anchor }),
  },
];

/** Takes "first", "at the end", "after a dog runs" off a question: the rest, and the part of the video it speaks of. */
export function takePart(question: string): { readonly rest: string; readonly part: Part } {
  const { rest, at, anchor } = readBy(partForms, question) ?? { rest: question, at: "any" };
  if (at === "any" || at === "first" || at === "last") return { rest, part: { at } };
  return { rest, part: { at, anchor: parseQuery(anchor ?? "") } };
}

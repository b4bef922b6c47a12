import { readBy, rewrite, type Form, type Rewrite } from "./form.js";

const takeRest = (rest: string): string => rest;

/** What people say before they ask. */
export const openingForms: readonly Form<string>[] = [
  {
    pattern: /^(?:please|so|and|well|hey|ok|okay),? (.*)$/,
    example: "please, is there a dog",
    reads: "is there a dog",
    read: takeRest,
  },
  {
    pattern: /^(?:can|could) you (?:please )?tell me (.*)$/,
    example: "can you tell me whether there is a dog",
    reads: "whether there is a dog",
    read: takeRest,
  },
  { pattern: /^tell me (.*)$/, example: "tell me when a dog runs", reads: "when a dog runs", read: takeRest },
  {
    pattern: /^i want to know (.*)$/,
    example: "i want to know if a dog runs",
    reads: "if a dog runs",
    read: takeRest,
  },
  { pattern: /^do you know (.*)$/, example: "do you know where this is", reads: "where this is", read: takeRest },
  {
    pattern: /^(?:in|during) (?:the|this) (?:video|clip|film|scene),? (.*)$/,
    example: "in this video, is there a dog",
    reads: "is there a dog",
    read: takeRest,
  },
];

/** That the video is meant goes without saying. */
export const videoAsides: readonly Rewrite[] = [
  {
    pattern:
      /,? (?:anywhere )?(?:in|of|during|from) (?:the|this|that|my) (?:whole |entire )?(?:video|clip|film|movie|footage|recording)s?(?= (?:first|last|before|after)\b|[,:]|$)/g,
    to: "",
    example: "what is shown in the video first",
    reads: "what is shown first",
  },
];

/** Of "what is in this clip" the preposition stays: the question is about all that is there. */
export const insideAsides: readonly Rewrite[] = [
  {
    pattern: /^(what is in) .*(?:video|clip|film|movie|footage|recording|picture|scene)\b/,
    to: "$1",
    example: "what is in this clip",
    reads: "what is in",
  },
];

/** Lower case but for names, without the question mark, politeness, and "in the video". */
export function normalise(question: string): string {
  const plain = question
    .trim()
    .replaceAll(/\s+/g, " ")
    .replace(/[?!.\s]+$/, "");
  const isShouted = plain === plain.toUpperCase();
  const lowered = isShouted ? plain.toLowerCase() : plain.charAt(0).toLowerCase() + plain.slice(1);
  const asked = withoutOpenings(lowered.replaceAll(/\bI\b/g, "i"));
  return rewrite(/^what is in\b/.test(asked) ? insideAsides : videoAsides, asked);
}

function withoutOpenings(question: string): string {
  let asked = question;
  for (let rest: string | undefined = asked; rest !== undefined; rest = readBy(openingForms, asked)) asked = rest;
  return asked;
}

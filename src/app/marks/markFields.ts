import { z } from "zod";
import { markKinds, maxMarkTextLength, verdicts } from "../../collections/marks.js";

const seconds = z.number().min(0).max(1e9);

/** What whoever judges a span says, as requests and files hold it. */
export const markFields = {
  videoId: z.string().regex(/^[0-9a-f]{64}$/, "must be the 64 hexadecimal digits of a video's id"),
  startSeconds: seconds,
  endSeconds: seconds,
  about: z.enum(markKinds).default("query").describe("what kind of text was judged"),
  text: z
    .string()
    .trim()
    .min(1)
    .max(maxMarkTextLength)
    .describe("the query, the name of the concept, the caption, or the question and its answer"),
  verdict: z.enum(verdicts).describe("whether the text is true of the span"),
  confidence: z.number().min(0).max(1).nullable().default(null).describe("as a search or a caption told it"),
  drawn: z
    .boolean()
    .default(false)
    .describe("whether the span was one of those to be judged next, and not chosen by whoever judges"),
};

/** Players round up. */
const slackSeconds = 0.5;

/** Whether a span ends with its video, as far as it is known when that does. */
export const isWithin = ({ endSeconds }: { endSeconds: number }, durationSeconds: number | null): boolean =>
  durationSeconds === null || endSeconds <= durationSeconds + slackSeconds;

/** Whether a span has a length; and what is said where it has none. */
export const hasLength = ({ startSeconds, endSeconds }: { startSeconds: number; endSeconds: number }): boolean =>
  startSeconds < endSeconds;
export const hasNoLength = { path: ["endSeconds"], message: "must be after startSeconds" };

import { z } from "zod";
import { toFault } from "../../core/schemaFault.js";
import { maxAnswerLength, toLabel, type Asked } from "./asked.js";

/** What a model says about pictures, as far as it can be read; nothing of it is checked yet. */
export interface Reply {
  /** One of the choices as it is written there, where there are some. */
  readonly answer: string;
  /** Of the pictures shown, those that it cites. */
  readonly citedSeconds: readonly number[];
  /** Seconds that it cites and that were not shown. */
  readonly inventedSeconds: readonly number[];
  /** Whether it says that the pictures tell. */
  readonly certain: boolean;
}

/** Some models write "12.0 s". */
const secondSchema = z.union([
  z.number(),
  z
    .string()
    .regex(/\d/)
    .transform((text) => Number.parseFloat(text.replace(/^\D+/, ""))),
]);

const replySchema = z.object({
  answer: z.union([z.string(), z.number(), z.boolean()]),
  seconds: z.union([z.array(secondSchema).max(100), secondSchema.transform((second) => [second])]),
  certain: z.boolean(),
});

/** A picture is meant that is shown within this of what is cited: some models round. */
const toleranceSeconds = 0.5;

/**
 * Reads a reply: what a model thought before, and the fence around code, are taken off. Gives what is wrong with it, in
 * words, where it cannot be read.
 */
export function readReplyText(text: string, { choices }: Asked, shownSeconds: readonly number[]): Reply | string {
  const bare = withoutThoughts(text);
  const object = bare.slice(bare.indexOf("{"), bare.lastIndexOf("}") + 1);
  let document: unknown;
  try {
    document = JSON.parse(object);
  } catch {
    return bare.trim() === "" ? "it is empty" : "it is no JSON object";
  }
  const { data, error } = replySchema.safeParse(document);
  if (!data) {
    const [issue] = error.issues;
    return issue ? `${issue.path.join(".") || "it"} ${toFault(issue)}` : "it has another form";
  }
  const said = oneLine(toWords(data.answer));
  if (said === "" && data.certain) return "answer is empty";
  if (said.length > maxAnswerLength) return `answer has more than ${maxAnswerLength} characters`;
  const answer = choices.length > 0 ? toChoice(said, choices) : said;
  if (answer === undefined && data.certain) return `answer is none of ${choices.map((one) => `"${one}"`).join(", ")}`;
  const nearest = data.seconds.map((second) => nearestOf(second, shownSeconds));
  return {
    answer: answer ?? "",
    citedSeconds: [...new Set(nearest.flatMap((second) => second ?? []))].toSorted((a, b) => a - b),
    inventedSeconds: data.seconds.filter((_, n) => nearest[n] === undefined),
    certain: data.certain,
  };
}

/** "1.5 s, 3.0 s" */
export function toSecondsList(seconds: readonly number[]): string {
  return seconds.map((second) => `${toLabel(second)} s`).join(", ");
}

/** What stands after the thoughts, whose beginning some servers leave out. */
function withoutThoughts(text: string): string {
  const end = text.lastIndexOf("</think>");
  return end < 0 ? text : text.slice(end + "</think>".length);
}

const toWords = (answer: string | number | boolean): string =>
  typeof answer === "boolean" ? (answer ? "yes" : "no") : String(answer);

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim();

/** The choice that is meant, whatever its case and the full stop behind it. */
function toChoice(said: string, choices: readonly string[]): string | undefined {
  const fold = (text: string) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(/[\s"'.!]+/g, " ")
      .trim();
  return choices.find((choice) => choice === said) ?? choices.find((choice) => fold(choice) === fold(said));
}

function nearestOf(second: number, shownSeconds: readonly number[]): number | undefined {
  const [nearest] = shownSeconds.toSorted((a, b) => Math.abs(a - second) - Math.abs(b - second));
  return nearest !== undefined && Math.abs(nearest - second) <= toleranceSeconds ? nearest : undefined;
}

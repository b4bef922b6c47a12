import type { Command } from "commander";
import { basename } from "node:path";
import type { GroundedAnswer } from "../../app/kinodex.js";
import { toAnswerCertainty, toPercent } from "../../core/certainty.js";
import { toClock, toClockSpan } from "../../core/clock.js";
import { addAnswererOptions, toAnswerer, type AnswererOptions } from "../answerer.js";
import { addGrounderOption, type GrounderOptions } from "../grounder.js";
import { addMatcherOption, type MatcherOptions } from "../matcher.js";
import { openIndex } from "../openIndex.js";
import { toShare } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { certaintyStyles, mark } from "../style.js";
import { toTable } from "../table.js";

interface AskOptions extends CommonOptions, AnswererOptions, GrounderOptions, MatcherOptions {
  readonly video?: string;
  readonly choice: readonly string[];
  readonly explain: boolean;
  readonly falseAlarm: number;
}

/** `kinodex ask QUESTION`. */
export function addAskCommand(program: Command): void {
  const answering = addGrounderOption(addAnswererOptions(addCommonOptions(program.command("ask"))));
  addMatcherOption(answering, "helps to choose among answers")
    .argument("<question>", 'in plain English, like "Is there a dog?" or "When does a train arrive?"')
    .description("answer a question, with the seconds that the answer is based on")
    .option("--video <video>", "only about this video: a file name, a path, or an id or the start of one")
    .option("--choice <text>", "an answer to choose from; give it once for each", collect, [])
    .option("--explain", "show how the question was read, and what each step found", false)
    .option("--false-alarm <share>", "share of questions about what is not there that may be answered", toShare, 0.05)
    .action(runAsk);
}

const collect = (choice: string, others: readonly string[]): readonly string[] => [...others, choice];

async function runAsk(
  question: string,
  { index, matcher, video, choice, explain, falseAlarm, ...rest }: AskOptions,
): Promise<void> {
  const output = createOutput(rest);
  const answerer = toAnswerer(rest);
  await using kinodex = await openIndex({ index, answerer, matcher, grounder: rest.grounder }, output);
  if (output.interactive && typeof answerer === "object")
    output.note("the answerer looks at pictures, which may take minutes (Ctrl-C stops it)");
  const { toProgrammeText } = await import("../../app/texts.js");
  const answered = await kinodex.ask(question, { choices: choice, video, falseAlarm });
  output.result(toDocument(answered, explain), (width) =>
    toText(answered, width, explain ? toProgrammeText(answered.programme) : undefined),
  );
}

function toDocument({ programme, steps, question, ...rest }: GroundedAnswer, explain: boolean): object {
  return { question, ...rest, ...(explain ? { programme, steps } : {}) };
}

/** `programme` says how the question was read, where that is asked for. */
function toText(
  { answer: said, confidence, reason, likeliest, boxes = [], evidence, steps }: GroundedAnswer,
  width: number,
  programme: string | undefined,
): string {
  const certainty = toAnswerCertainty(confidence);
  const sure = programme === undefined ? certainty : `${certainty}, ${toPercent(confidence)}`;
  const lines = said === null ? [`No answer: ${reason}`] : [`${said}  (${mark(certaintyStyles[certainty], sure)})`];
  if (said === null && likeliest !== undefined) lines.push(`likeliest: ${likeliest}`);
  if (boxes.length > 0) lines.push(toBoxTable(boxes, width));
  if (evidence.length > 0) lines.push(toEvidenceTable(evidence, width));
  if (programme !== undefined) {
    const read = programme.split("\n").map((line) => `  ${line}`);
    lines.push("", mark("title", "read as:"), ...read, mark("title", "steps:"));
    lines.push(...steps.map(({ did, found }) => `  ${did}: ${found}`));
  }
  return lines.join("\n");
}

function toBoxTable(boxes: NonNullable<GroundedAnswer["boxes"]>, width: number): string {
  const toRange = (from: number, to: number) => `${toPercent(from)} – ${toPercent(to)}`;
  return toTable(
    [
      { title: "video", shrinks: true },
      { title: "at", align: "right" },
      { title: "from the left", align: "right" },
      { title: "from the top", align: "right" },
      { title: "in the box", shrinks: true },
    ],
    boxes.map(({ path, timeSeconds, left, top, right, bottom, phrase }) => [
      basename(path),
      toClock(timeSeconds),
      toRange(left, right),
      toRange(top, bottom),
      phrase,
    ]),
    width,
  );
}

function toEvidenceTable(evidence: GroundedAnswer["evidence"], width: number): string {
  return toTable(
    [
      { title: "video", shrinks: true },
      { title: "from – to", align: "right" },
      { title: "similarity", align: "right" },
      { title: "seen there", shrinks: true },
    ],
    evidence.map((cited) => [basename(cited.path), toClockSpan(cited), cited.similarity.toFixed(3), cited.caption]),
    width,
  );
}

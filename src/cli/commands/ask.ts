import type { Command } from "commander";
import { basename } from "node:path";
import type { GroundedAnswer } from "../../app/kinodex.js";
import { openKinodex } from "../../app/openKinodex.js";
import { toProgrammeText } from "../../app/texts.js";
import { toAnswerCertainty, toPercent } from "../../core/certainty.js";
import { toClockSpan } from "../../core/clock.js";
import { toTable, toWidth } from "../format.js";
import { toShare } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";

interface AskOptions extends CommonOptions {
  readonly video?: string;
  readonly choice: readonly string[];
  readonly explain: boolean;
  readonly falseAlarm: number;
}

/** `kinodex ask QUESTION`. */
export function addAskCommand(program: Command): void {
  addCommonOptions(program.command("ask"))
    .argument("<question>", 'in plain English, like "Is there a dog?" or "When does a train arrive?"')
    .description("answer a question, with the seconds that the answer rests on")
    .option("--video <id|path>", "ask about this video only")
    .option("--choice <text>", "an answer to choose from; give it once for each", collect, [])
    .option("--explain", "show how the question was read, and what each step found", false)
    .option("--false-alarm <share>", "share of questions about what is not there that may be answered", toShare, 0.05)
    .action(runAsk);
}

const collect = (choice: string, others: readonly string[]): readonly string[] => [...others, choice];

async function runAsk(
  question: string,
  { index, video, choice, explain, falseAlarm, ...rest }: AskOptions,
): Promise<void> {
  const output = createOutput(rest);
  await using kinodex = await openKinodex({ index, create: false, onNotice: output.note });
  const answered = await kinodex.ask(question, { choices: choice, video, falseAlarm });
  output.result(toDocument(answered, explain), () => toText(answered, explain));
}

function toDocument({ programme, steps, question, ...rest }: GroundedAnswer, explain: boolean): object {
  return { question, ...rest, ...(explain ? { programme, steps } : {}) };
}

function toText(
  { answer: said, confidence, reason, likeliest, evidence, programme, steps }: GroundedAnswer,
  explain: boolean,
) {
  const sure = explain ? `${toAnswerCertainty(confidence)}, ${toPercent(confidence)}` : toAnswerCertainty(confidence);
  const lines = said === null ? [`No answer: ${reason}`] : [`${said}  (${sure})`];
  if (said === null && likeliest !== undefined) lines.push(`likeliest: ${likeliest}`);
  if (evidence.length > 0) lines.push(toEvidenceTable(evidence));
  if (explain) {
    lines.push(
      "",
      "read as:",
      ...toProgrammeText(programme)
        .split("\n")
        .map((line) => `  ${line}`),
      "steps:",
    );
    lines.push(...steps.map(({ did, found }) => `  ${did}: ${found}`));
  }
  return lines.join("\n");
}

function toEvidenceTable(evidence: GroundedAnswer["evidence"]): string {
  return toTable(
    [
      { title: "video" },
      { title: "from – to", align: "right" },
      { title: "similarity", align: "right" },
      { title: "seen there" },
    ],
    evidence.map((cited) => [
      toWidth(basename(cited.path), 44),
      toClockSpan(cited),
      cited.similarity.toFixed(3),
      cited.caption,
    ]),
  );
}

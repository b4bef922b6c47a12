import type { ResultsDocument } from "../../results/document.js";
import { toClusters } from "../../statistics/clusters.js";
import { toFigureText, toIntervalText } from "../numbers.js";
import type { Section, Statement, StatementsBlock } from "../report.js";
import { chanceOf, reportedFigure, targetOf, wordsOf, type ReportedTask } from "../reportedTask.js";

type Verdict = "can" | "fails" | "open";
interface Judged extends Statement {
  readonly verdict: Verdict;
}

/** What a run says plainly, before any figure: what was shown, what was not, and what to mind. */
export function toSaid(document: ResultsDocument, tasks: readonly ReportedTask[], faults: readonly string[]): Section {
  const judged = tasks.flatMap((task) => judgeTask(document, task));
  const block = (heading: string, verdict: Verdict, otherwise: string): StatementsBlock => ({
    kind: "statements",
    heading,
    tone: verdict === "can" ? "good" : verdict === "fails" ? "bad" : "open",
    statements: judged.filter((one) => one.verdict === verdict),
    otherwise,
  });
  const plain = (heading: string, sentences: readonly string[], otherwise: string): StatementsBlock => ({
    kind: "statements",
    heading,
    tone: "plain",
    statements: sentences.map((text) => ({ text })),
    otherwise,
  });
  return {
    title: "In short",
    blocks: [
      block("What it can do", "can", "Nothing was shown to be better than guessing."),
      block("What it fails at", "fails", "Nothing was shown to be worse than guessing, or than what it is held to."),
      block("What this run cannot tell", "open", "Everything that was examined is decided."),
      plain("To be read with care", [...faults, ...toWarnings(document, tasks)], "No control gives anything away."),
      plain("What was not examined", toOmissions(document), "Everything was examined."),
    ],
  };
}

/** Its headline, and every figure that is held to something. */
function judgeTask(document: ResultsDocument, task: ReportedTask): Judged[] {
  const held = task.figures.filter((figure) => targetOf(document, task.name, figure));
  const headline = held.includes(task.headline) ? [] : judgeByChance(document, task);
  return [...headline, ...held.map((figure) => judgeByTarget(document, task, figure))];
}

function judgeByTarget(document: ResultsDocument, task: ReportedTask, figure: string): Judged {
  const { words, value, isMet } = targetOf(document, task.name, figure) as NonNullable<ReturnType<typeof targetOf>>;
  const measured = toFigureText(reportedFigure(document, task.name, figure)?.value);
  const what = wordsOf(document, task.name, figure) ?? figure;
  return {
    verdict: isMet ? "can" : "fails",
    text: `${task.name}: ${what}: `,
    value: measured,
    rest: `, held to ${words} ${toFigureText(value)}.`,
    opens: { task: task.name, by: figure },
  };
}

function judgeByChance(document: ResultsDocument, task: ReportedTask): Judged[] {
  const { name, headline, what, lowerIsBetter } = task;
  const [reported, chance] = [reportedFigure(document, name, headline), chanceOf(document, name, headline)];
  if (!reported?.interval || chance === undefined) return [];
  const [low, high] = reported.interval;
  const isAbove = lowerIsBetter.includes(headline) ? high < chance : low > chance;
  const isBelow = lowerIsBetter.includes(headline) ? low > chance : high < chance;
  const beside = ` (${toIntervalText(reported.interval)}), guessing gives ${toFigureText(chance)}`;
  return [
    {
      verdict: isAbove ? "can" : isBelow ? "fails" : "open",
      text: `${name}: ${what}: `,
      value: toFigureText(reported.value),
      rest: `${beside}${isAbove ? toTimeRemark(task) : "."}`,
      opens: { task: name, by: headline },
    },
  ];
}

function toTimeRemark({ testsTime, reversedFall }: ReportedTask): string {
  if (testsTime === "yes")
    return `; backwards it loses ${toFigureText(reversedFall?.value)}, so it goes by the order of time.`;
  return testsTime === "no" ? "; it does as well backwards, so this shows nothing about time." : ".";
}

function toWarnings(document: ResultsDocument, tasks: readonly ReportedTask[]): string[] {
  return tasks.flatMap(({ name, warnings }) => {
    const unanswered = reportedFigure(document, name, "parse_fail_rate")?.value ?? 0;
    return [
      ...warnings.map((warning) => `${name}: ${warning}.`),
      ...(unanswered > 0 ? [`${name}: the model gave no answer for ${toFigureText(unanswered)} of the scores.`] : []),
    ];
  });
}

function toOmissions({ skipped, not_examined: notExamined }: ResultsDocument): string[] {
  const ofAll = notExamined.filter(({ task }) => task === undefined);
  const ofTasks = toClusters(
    notExamined.filter(({ task }) => task !== undefined),
    ({ task = "" }) => task,
  );
  return [
    ...Object.entries(skipped).map(([task, why]) => `${task} did not run: ${why}.`),
    ...ofAll.map(({ place, reason }) => `${place}: ${reason}.`),
    ...ofTasks.map((omitted) => {
      const [{ task, place, reason }] = omitted as [(typeof omitted)[0] & object];
      const rest = omitted.length > 1 ? `, and ${omitted.length - 1} more` : "";
      return `${task}: ${place}: ${reason}${rest}.`;
    }),
  ];
}

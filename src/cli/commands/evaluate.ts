import type { Command } from "commander";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { lastValueFrom, tap } from "rxjs";
import { openKinodex } from "../../app/openKinodex.js";
import { openSession, type Session } from "../../app/session.js";
import { toMessage } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import { readDataset, type Dataset } from "../../evaluation/dataset.js";
import { evaluate, type TaskResult } from "../../evaluation/evaluate.js";
import type { Figure } from "../../evaluation/figure.js";
import { evaluationTasks, findTasks } from "../../evaluation/registry.js";
import type { EvaluationSubject } from "../../evaluation/task.js";
import { defaultModelId } from "../../models/registry.js";
import { toTable } from "../format.js";
import { createOutput, exitCodes, type Output } from "../output.js";

interface EvaluateOptions {
  readonly dataset: readonly string[];
  readonly index?: string;
  readonly model: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `kinodex evaluate [TASK…]`. */
export function addEvaluateCommand(program: Command): void {
  const tasks = evaluationTasks.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join("\n");
  program
    .command("evaluate")
    .argument("[task...]", "what to measure (default: all that the datasets allow)")
    .description("measure search, confidence and answers on videos with ground truth")
    .option("--dataset <dir...>", "folders with a manifest.jsonl (default: the samples)", [
      join(packageRoot, "samples"),
    ])
    .option("--index <dir>", "keep the indexes here, a folder for each dataset, and use them again")
    .option("--model <id>", "model to index with", defaultModelId)
    .option("--json", "print one JSON document on stdout and nothing else there", false)
    .option("--quiet", "no progress and no remarks", false)
    .addHelpText("after", `\nTasks:\n${tasks}`)
    .action(runEvaluate);
}

async function runEvaluate(names: readonly string[], options: EvaluateOptions): Promise<void> {
  const output = createOutput(options);
  const tasks = findTasks(names);
  const datasets = options.dataset.map(readDataset);
  const indexes = options.index === undefined ? createTemporaryFolder(output) : resolve(options.index);
  const sessions: Session[] = [];
  const subjects = datasets.map((dataset) =>
    toSubject(dataset, join(indexes, dataset.name), options, output, sessions),
  );
  const results: TaskResult[] = [];
  try {
    for await (const result of evaluate(tasks, subjects)) {
      results.push(result);
      output.note(`${result.dataset} ${result.task}: ${result.skipped ?? `${(result.tookMs / 1000).toFixed(1)} s`}`);
    }
  } finally {
    for (const session of sessions) await session[Symbol.asyncDispose]();
  }
  output.result({ model: options.model, results }, () => toText(results));
  if (results.every(({ skipped }) => skipped !== undefined)) process.exitCode = exitCodes.someFailed;
}

/** A folder that goes when the process does, also when it is interrupted. */
function createTemporaryFolder(output: Output): string {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-evaluate-"));
  process.once("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      // Windows keeps files that are open, as those of an index are when indexing is interrupted.
      output.note(`${folder} is left behind and can be deleted: ${toMessage(error)}`);
    }
  });
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
  return folder;
}

/** A dataset whose videos are indexed when a task first asks for them; opened sessions are added to `sessions`. */
function toSubject(
  dataset: Dataset,
  directory: string,
  { model }: EvaluateOptions,
  output: Output,
  sessions: Session[],
): EvaluationSubject {
  let opening: Promise<Session> | undefined;
  const open = async (): Promise<Session> => {
    await indexDataset(dataset, directory, model, output);
    const session = await openSession({ directory, onNotice: output.note });
    sessions.push(session);
    return session;
  };
  return { dataset, index: () => (opening ??= open()) };
}

async function indexDataset(dataset: Dataset, index: string, model: string, output: Output): Promise<void> {
  await using kinodex = await openKinodex({ index, model, onNotice: output.note });
  const paths = dataset.videos.map(({ path }) => path);
  output.note(`${dataset.name}: indexing ${paths.length} videos`);
  const events = kinodex.index(paths).pipe(
    tap((event) => {
      if (event.type === "failed") throw event.error;
    }),
  );
  await lastValueFrom(events, { defaultValue: undefined });
}

function toText(results: readonly TaskResult[]): string {
  const rows = results.flatMap(({ dataset, task, figures, skipped }) =>
    skipped === undefined ? figures.map((figure) => [dataset, task, ...toCells(figure)]) : [],
  );
  const titles = ["dataset", "task", "figure", "value", "95 % interval", "chance", "target", "", "of"];
  const columns = titles.map((title, n) => ({
    title,
    align: n > 2 && n !== 7 ? ("right" as const) : ("left" as const),
  }));
  return toTable(columns, rows);
}

function toCells({ name, value, interval, chance, target, met, count }: Figure): string[] {
  const toNumber = (number: number) => String(Number(number.toPrecision(3)));
  return [
    name,
    toNumber(value),
    interval ? interval.map(toNumber).join(" – ") : "",
    chance === undefined ? "" : toNumber(chance),
    target === undefined ? "" : "atMost" in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`,
    met === undefined ? "" : met ? "met" : "MISSED",
    count === undefined ? "" : String(count),
  ];
}

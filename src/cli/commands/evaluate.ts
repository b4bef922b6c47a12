import type { Command } from "commander";
import type { Figure, TaskResult } from "../../app/kinodex.js";
import { createOutput, exitCodes, type Output } from "../output.js";
import { toTable } from "../table.js";

interface EvaluateCommandOptions {
  readonly dataset?: readonly string[];
  readonly index?: string;
  readonly model?: string;
  readonly list: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `kinodex evaluate [TASK…]`. */
export function addEvaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .argument("[task...]", "what to measure, see --list; all that the datasets allow without")
    .description("measure search, confidence and answers on videos with ground truth")
    .option("--dataset <dir...>", "folders with a manifest.jsonl (default: the samples)")
    .option("--index <dir>", "keep the indexes here, a folder for each dataset, and use them again")
    .option("--model <id>", "model to index with; the one that ships without")
    .option("--list", "only say what can be measured", false)
    .option("--json", "print one JSON document on stdout and nothing else there", false)
    .option("--quiet", "no progress and no remarks", false)
    .action(runEvaluate);
}

async function runEvaluate(tasks: readonly string[], options: EvaluateCommandOptions): Promise<void> {
  const output = createOutput(options);
  const { evaluateDatasets, listEvaluationTasks } = await import("../../app/evaluateDatasets.js");
  if (options.list) return listTasks(listEvaluationTasks(), output);
  const { defaultModelId } = await import("../../app/models.js");
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
  const { dataset: datasets, index: folder, model = defaultModelId } = options;
  const results: TaskResult[] = [];
  for await (const result of evaluateDatasets({ tasks, datasets, folder, model, onNotice: output.note })) {
    results.push(result);
    output.note(`${result.dataset} ${result.task}: ${result.skipped ?? `${(result.tookMs / 1000).toFixed(1)} s`}`);
  }
  output.result({ model, results }, (width) => toText(results, width));
  if (results.every(({ skipped }) => skipped !== undefined)) process.exitCode = exitCodes.someFailed;
}

function listTasks(all: readonly { readonly name: string; readonly what: string }[], output: Output): void {
  const tasks = all.map(({ name, what }) => ({ name, what }));
  output.result({ tasks }, (width) =>
    toTable(
      [{ title: "task" }, { title: "measures", below: true }],
      tasks.map(({ name, what }) => [name, what]),
      width,
    ),
  );
}

function toText(results: readonly TaskResult[], width: number): string {
  const rows = results.flatMap(({ dataset, task, figures, skipped }) =>
    skipped === undefined ? figures.map((figure) => [dataset, task, ...toCells(figure)]) : [],
  );
  const titles = ["dataset", "task", "figure", "value", "95 % interval", "chance", "target", "", "of"];
  const columns = titles.map((title, n) => ({
    title,
    align: n > 2 && n !== 7 ? ("right" as const) : ("left" as const),
  }));
  return toTable(columns, rows, width);
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

import { InvalidArgumentError, Option, type Command } from "commander";
import type { Task } from "../../app/models.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { toTable } from "../table.js";

const tasks = ["search", "captions", "questions", "order"] as const satisfies readonly Task[];

/** `kinodex models recommend`. */
export function addRecommendCommand(models: Command): void {
  addCommonOptions(models.command("recommend"))
    .addOption(new Option("--task <task>", "what it is for").choices(tasks).default("search"))
    .option("--ram <gb>", "gigabytes of memory that it may take", toGigabytes)
    .option("--licence <words>", "a part of the licence's name, like mit")
    .option("--dataset <dir>", "measure those that are here on these labelled videos, a folder with a manifest.jsonl")
    .description("say which model suits a task, and why")
    .action(runRecommend);
}

interface RecommendOptions extends CommonOptions {
  readonly task: Task;
  readonly ram?: number;
  readonly licence?: string;
  readonly dataset?: string;
}

async function runRecommend({ task, ram, licence, dataset, ...options }: RecommendOptions): Promise<void> {
  const output = createOutput(options);
  const { recommendModels } = await import("../../app/models.js");
  process.once("SIGINT", () => process.exit(exitCodes.interrupted)); // what is measured lies in a folder that goes then
  const found = await recommendModels({ task, maxMemoryGb: ram, licence, dataset, onNotice: output.note });
  output.result({ task, models: found }, (width) =>
    found.length === 0
      ? "No model that is known fits."
      : toTable(
          [{ title: "model" }, { title: "" }, { title: "licence", optional: true }, { title: "why", below: true }],
          found.map(({ id, isHere, licence: of, why }) => [id, isHere ? "here" : "to pull", of, why]),
          width,
        ),
  );
}

function toGigabytes(text: string): number {
  const gigabytes = Number(text);
  if (!(gigabytes > 0)) throw new InvalidArgumentError("give gigabytes, like 4.");
  return gigabytes;
}

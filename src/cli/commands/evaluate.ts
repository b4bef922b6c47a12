import type { Command } from "commander";
import { stopSignals } from "../../core/stopSignals.js";
import { createOutput, exitCodes } from "../output.js";
import { toCount, toNumber, toPlace } from "../options.js";
import { comparedTable, gatedTable, isFailed, planTable, resultsTable } from "./evaluate/tables.js";

/** How all of them print. */
interface PrintOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What is examined, and by which examples. */
interface SourceOptions extends PrintOptions {
  readonly clips?: string;
  readonly dataset?: string;
  readonly media?: string;
  readonly marks?: string;
  readonly task: readonly string[];
  readonly limit?: number;
  readonly seed: number;
}

interface RunOptions extends SourceOptions {
  readonly model?: string;
  readonly index?: string;
  readonly reference?: string;
  readonly output?: string;
}

interface ReportOptions extends PrintOptions {
  readonly output?: string;
  readonly against?: string;
  readonly clips?: string;
  readonly dataset?: string;
  readonly media?: string;
  readonly frames: boolean;
}

/** `kinodex evaluate run|plan|compare|gate|report`. */
export function addEvaluateCommand(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .description("examine a model on clips of your own, and measure search on videos with ground truth");
  addRunOptions(evaluate.command("run"))
    .option("--index <dir>", "keep the index of the dataset here, and use it again", toPlace)
    .option(
      "--reference <id>",
      "a model that was not trained on the data, against which memory of it is measured",
      toPlace,
    )
    .option("-o, --output <file>", "results as JSON, with samples beside it; a run that was stopped goes on", toPlace)
    .description("examine a model; see src/evaluation/README.md")
    .action(runRun);
  addRunOptions(evaluate.command("plan"))
    .description("say before a run how many examples it has, what it can find, and how long it takes")
    .action(runPlan);
  addSourceOptions(evaluate.command("compare").argument("<before>").argument("<after>"))
    .description(
      "compare two results files, models, or indexes of the same videos, example by example; models are examined first",
    )
    .action(runCompare);
  addPrintOptions(evaluate.command("gate").argument("<results>"))
    .requiredOption("--against <baseline>", "results file to hold them against")
    .description("exit with 1 where a figure fell by more than its noise")
    .action(runGate);
  addPrintOptions(evaluate.command("report").argument("<results>"))
    .option(
      "-o, --output <file>",
      "where to write it; Markdown for a name in .md; default: beside the results",
      toPlace,
    )
    .option("--against <results>", "results on the same data, as of another model, to show differences from", toPlace)
    .option("--clips <dir>", "the clips, as in the run: frames are taken from them", toPlace)
    .option("--dataset <dir>", "the dataset, as in the run; without either, the samples", toPlace)
    .option("--media <dir>", "where its videos lie, as in the run", toPlace)
    .option("--no-frames", "leave out the frames of the videos")
    .description("write one page about a run, for any browser and no network, whose numbers open their examples")
    .action(runReport);
}

function addPrintOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout and nothing else there", false)
    .option("--quiet", "no progress and no remarks", false);
}

function addRunOptions(command: Command): Command {
  return addSourceOptions(command)
    .option("--marks <dir>", "an index whose hits people have accepted or rejected; its own model is examined", toPlace)
    .option("--model <id>", "model to examine; the one that ships without", toPlace);
}

function addSourceOptions(command: Command): Command {
  return addPrintOptions(command)
    .option("--clips <dir>", "folder of clips without labels", toPlace)
    .option(
      "--dataset <path>",
      "folder with a manifest.jsonl, or files of QVHighlights, TempCompass, TVBench, NExT-QA, POPE, SugarCrepe, " +
        "Winoground or COCO captions; without either, the samples",
      toPlace,
    )
    .option("--media <dir>", "where the videos and pictures of such files lie; beside them without", toPlace)
    .option("--task <name...>", "tasks, or YAML files of your own; all that can run without", [])
    .option("--limit <n>", "maximum number of examples of each task that is made from clips or labels", toCount)
    .option("--seed <n>", "of how clips are joined", toNumber, 1);
}

async function runRun({ task: tasks, model: id, index: folder, output: file, ...options }: RunOptions): Promise<void> {
  const output = createOutput(options);
  const { checkOutput } = await import("../../core/outputFile.js");
  if (file !== undefined) checkOutput(file, { overwrite: true });
  const { openModel } = await import("../../app/models.js");
  const { runEvaluation } = await import("../../app/evaluate/runEvaluation.js");
  const { clips, dataset, media, marks, reference, limit, seed } = options;
  await using model = await openModel(id ?? (await findModelOf(marks)));
  const { document } = await runEvaluation({
    tasks,
    model,
    folder,
    clips,
    dataset,
    media,
    marks,
    reference,
    limit,
    seed,
    output: file,
    signal: toStopSignal(),
    onNotice: output.note,
  });
  output.result(document, (width) => resultsTable(document, width));
  const faults = document.not_examined.filter(({ task }) => task === undefined);
  for (const { place, reason } of faults) output.problem(`${place}: ${reason}`);
  if (faults.length > 0 || Object.keys(document.results).length === 0) process.exitCode = exitCodes.someFailed;
}

/** The model that an index was made with; undefined without an index. */
async function findModelOf(index: string | undefined): Promise<string | undefined> {
  if (index === undefined) return undefined;
  const { peekAtMarks } = await import("../../app/marks/markedIndex.js");
  return (await peekAtMarks(index)).modelId;
}

async function runPlan({ task: tasks, model: id, ...options }: RunOptions): Promise<void> {
  const output = createOutput(options);
  const { openModel } = await import("../../app/models.js");
  const { planEvaluation } = await import("../../app/evaluate/planEvaluation.js");
  const { clips, dataset, media, marks, limit, seed } = options;
  await using model = await openModel(id ?? (await findModelOf(marks)));
  const plan = await planEvaluation({ tasks, model, clips, dataset, media, marks, limit, seed });
  output.result(plan, (width) => planTable(plan, width));
  for (const { place, reason } of plan.faults) output.problem(`${place}: ${reason}`);
}

async function runCompare(before: string, after: string, { task: names, ...options }: SourceOptions): Promise<void> {
  const { compareEvaluations } = await import("../../app/evaluate/compareEvaluations.js");
  const output = createOutput(options);
  const { clips, dataset, media, limit, seed } = options;
  const on = { clips, dataset, media, tasks: names, limit, seed, signal: toStopSignal(), onNotice: output.note };
  const { tasks: compared, warnings } = await compareEvaluations(before, after, on);
  output.result({ before, after, tasks: compared, warnings }, (width) => comparedTable(compared, width));
  for (const warning of warnings) output.note(warning);
}

/** Aborts when somebody asks the process to stop. */
function toStopSignal(): AbortSignal {
  const abort = new AbortController();
  for (const signal of stopSignals()) process.once(signal, () => abort.abort());
  return abort.signal;
}

async function runGate(results: string, options: PrintOptions & { readonly against: string }): Promise<void> {
  const { gateFiles } = await import("../../app/evaluate/results.js");
  const output = createOutput(options);
  const { figures, warnings } = gateFiles(results, options.against);
  const passed = !figures.some(isFailed);
  output.result({ results, against: options.against, passed, figures, warnings }, (width) =>
    gatedTable(figures, width),
  );
  for (const warning of warnings) output.note(warning);
  if (!passed) process.exitCode = exitCodes.someFailed;
}

async function runReport(results: string, options: ReportOptions): Promise<void> {
  const { reportEvaluation } = await import("../../app/evaluate/reportEvaluation.js");
  const { checkOutput } = await import("../../core/outputFile.js");
  const { output: file = results.replace(/(\.json)?$/, ".html"), against, clips, dataset, media, frames } = options;
  const output = createOutput(options);
  checkOutput(file, { overwrite: true });
  const { note: onNotice } = output;
  const on = { results, against, clips, dataset, media, frames, output: file, signal: toStopSignal(), onNotice };
  const report = await reportEvaluation(on);
  output.result(report, () => `${file}: ${Math.ceil(report.sizeBytes / 1024)} kB`);
}

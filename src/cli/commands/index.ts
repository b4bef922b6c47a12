import type { Command } from "commander";
import { exposeCollector } from "../../core/exposeCollector.js";
import { count, createReport, toSummary } from "../indexReport.js";
import { openIndex } from "../openIndex.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { createIndexDisplay, watch } from "../watchIndexing.js";

interface IndexCommandOptions extends CommonOptions {
  readonly pipeline?: string;
  readonly model?: string;
}

/** `kinodex index PATH…`. */
export function addIndexCommand(program: Command): void {
  addCommonOptions(program.command("index").argument("<path...>", "video files, and folders with videos"))
    .description("index videos; safe to repeat and to interrupt")
    .option("--pipeline <name|file>", "preset of pipelines/, or a YAML file (default: archive)")
    .option("--model <id>", "model to index with (default: the one of the index, else the one that ships)")
    .action(runIndex);
}

async function runIndex(paths: readonly string[], options: IndexCommandOptions): Promise<void> {
  exposeCollector();
  const output = createOutput(options);
  const report = createReport();
  const startedMs = performance.now();
  const display = createIndexDisplay(output); // a bar is there before what it waits for is loaded
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  try {
    await using kinodex = await openIndex(options, output, { creates: true });
    await watch(kinodex.index(paths, { pipeline: options.pipeline }), interrupt.signal, (event) => {
      count(event, report);
      display.show(event);
    });
  } finally {
    display.close();
  }
  report.interrupted = interrupt.signal.aborted;
  report.tookMs = Math.round(performance.now() - startedMs);
  output.result(report, () => toSummary(report));
  if (report.interrupted) process.exitCode = exitCodes.interrupted;
  else if (report.failed.length) process.exitCode = exitCodes.someFailed;
}

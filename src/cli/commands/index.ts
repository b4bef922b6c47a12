import type { Command } from "commander";
import type { IndexEvent, Kinodex } from "../../app/kinodex.js";
import { exposeCollector } from "../../core/exposeCollector.js";
import { count, createReport, toLines, toSummary } from "../indexReport.js";
import { openIndex } from "../openIndex.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions, type Output } from "../output.js";
import { createProgressBars } from "../progress.js";

interface IndexCommandOptions extends CommonOptions {
  readonly pipeline?: string;
  readonly model?: string;
}

/** How often a search graph that is made is told of. */
const graphEveryMs = 5_000;

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
  const display = createDisplay(output); // a bar is there before what it waits for is loaded
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

/** Hears events until they end, or nobody wants them any more. */
function watch(events: ReturnType<Kinodex["index"]>, signal: AbortSignal, hear: (event: IndexEvent) => void) {
  return new Promise<void>((resolve, reject) => {
    if (signal.aborted) return resolve();
    const subscription = events.subscribe({ next: hear, error: reject, complete: resolve });
    signal.addEventListener("abort", () => {
      subscription.unsubscribe();
      resolve();
    });
  });
}

/** Shows what happens: bars where a person watches, and lines for what is worth one. */
function createDisplay(output: Output): { show(event: IndexEvent): void; close(): void } {
  const bars = output.interactive ? createProgressBars(process.stderr) : undefined;
  let toldMs = 0;
  return {
    show(event) {
      bars?.show(event);
      if (event.type === "graph") {
        if (event.done < event.total && performance.now() - toldMs < graphEveryMs) return;
        toldMs = performance.now();
      }
      const print = event.type === "failed" ? output.problem : output.note;
      const write = () => toLines(event).forEach(print);
      if (bars) bars.above(write);
      else write();
    },
    close: () => bars?.close(),
  };
}

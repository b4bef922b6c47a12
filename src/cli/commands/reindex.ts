import { Option, type Command } from "commander";
import type { ReindexEvent, SearchComparison } from "../../app/kinodex.js";
import { exposeCollector } from "../../core/exposeCollector.js";
import { count, createReport } from "../indexReport.js";
import { openIndex } from "../openIndex.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { createIndexDisplay, watch } from "../watchIndexing.js";

interface ReindexCommandOptions extends CommonOptions {
  readonly model?: string;
  readonly back: boolean;
  readonly pipeline?: string;
  readonly prepare: boolean;
  readonly withoutMissing: boolean;
  readonly discard: boolean;
}

/** `kinodex reindex`. */
export function addReindexCommand(program: Command): void {
  addCommonOptions(program.command("reindex"))
    .description("give an index another model: encodes beside what is searched, then switches; safe to interrupt")
    .option("--model <id>", "the model to encode with")
    .addOption(new Option("--back", "go back to the model of before").default(false).conflicts("model"))
    .option("--pipeline <name|file>", "preset for all videos (default: each with the one that it was indexed with)")
    .option("--prepare", "encode and compare, and leave the switch to another run", false)
    .option("--without-missing", "switch though the files of some videos are gone: words alone find these then", false)
    .option("--discard", "remove what lies beside the index, so that there is nothing to go back to", false)
    .action(runReindex);
}

async function runReindex(options: ReindexCommandOptions): Promise<void> {
  const { model, back, pipeline, prepare, withoutMissing } = options;
  if (options.discard) return runDiscard(options);
  exposeCollector();
  const output = createOutput(options);
  const display = createIndexDisplay(output);
  const encoded = createReport();
  const told: Partial<Record<"compared" | "switched", ReindexEvent>> = {};
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  try {
    await using kinodex = await openIndex({ index: options.index }, output);
    const events = kinodex.reindex({ model, back, pipeline, switches: !prepare, withoutMissing });
    await watch(events, interrupt.signal, (event) => {
      if (event.type === "compared") display.above(() => output.note(toComparisonText(event)));
      if (event.type === "compared" || event.type === "switched") told[event.type] = event;
      else {
        count(event, encoded);
        display.show(event);
      }
    });
  } finally {
    display.close();
  }
  const { indexed, failed, frameCount } = encoded;
  const interrupted = interrupt.signal.aborted;
  const document = { encoded: indexed, frameCount, failed, ...withoutType(told), interrupted };
  output.result(document, () => toText(told.switched, interrupted));
  if (interrupted) process.exitCode = exitCodes.interrupted;
  else if (failed.length > 0) process.exitCode = exitCodes.someFailed;
}

async function runDiscard(options: ReindexCommandOptions): Promise<void> {
  const output = createOutput(options);
  const { discardGenerations } = await import("../../app/reindex/discardGenerations.js");
  const discarded = await discardGenerations(options.index);
  output.result({ discarded }, () =>
    discarded ? "What other models made of this index is removed." : "Nothing lies beside this index.",
  );
}

function withoutType({ compared, switched }: Partial<Record<"compared" | "switched", ReindexEvent>>) {
  const strip = (event: ReindexEvent | undefined) => event && { ...event, type: undefined };
  return { compared: strip(compared), switched: strip(switched) };
}

function toComparisonText({ queryCount, queries, overlapAt10, rankCorrelation, answered }: SearchComparison): string {
  const asked = queries === "saved" ? `${queryCount} saved searches` : `${queryCount} names of concepts`;
  const order = rankCorrelation === null ? "" : `; rank correlation of those ${rankCorrelation.toFixed(2)}`;
  return (
    `compared by ${asked}: ${(100 * overlapAt10).toFixed(0)}% of the ten best moments are the same${order}; ` +
    `something is found for ${answered.before} now, and for ${answered.after} with the next model`
  );
}

function toText(switched: ReindexEvent | undefined, interrupted: boolean): string {
  if (switched?.type === "switched")
    return `The index has the model ${switched.to} now. "kinodex reindex --back" returns to ${switched.from}.`;
  if (interrupted) return "Stopped; the index is as it was, and the same command goes on from here.";
  return "All is ready; the index is as it was. The same command without --prepare switches it.";
}

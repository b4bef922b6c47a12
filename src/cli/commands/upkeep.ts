import type { Command } from "commander";
import { toVerdict } from "../format.js";
import { openIndex } from "../openIndex.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";

/** `kinodex verify` and `kinodex rebuild`. */
export function addUpkeepCommands(program: Command): void {
  addCommonOptions(program.command("verify"))
    .description("check an index")
    .option("--deep", "read every vector, and compare the search structures with exact search", false)
    .action(runVerify);
  addCommonOptions(program.command("rebuild"))
    .description("make an index's search structures again from its catalog")
    .action(runRebuild);
}

async function runVerify(options: CommonOptions & { readonly deep: boolean }): Promise<void> {
  const output = createOutput(options);
  const { verifyIndex } = await import("../../app/verifyIndex.js");
  const report = await verifyIndex(options.index, { deep: options.deep });
  output.result(report, () =>
    report.checks.map(({ name, ok, detail }) => `${toVerdict(ok)} ${name}: ${detail}`).join("\n"),
  );
  if (!report.ok) process.exitCode = exitCodes.environment;
}

async function runRebuild(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  await using kinodex = await openIndex(options, output);
  const { frames, clips } = await kinodex.rebuild();
  output.result({ frames, clips }, () => `${frames} frames and ${clips} clips can be searched`);
}

import type { Command } from "commander";
import { defaultModelId } from "../../app/choices.js";
import { listModels, pullModel, toModelSummary, verifyModel } from "../../app/models.js";
import { toMessage } from "../../core/errors.js";
import { toTable } from "../format.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";

/** `kinodex models [list|pull|verify]`. */
export function addModelsCommand(program: Command): void {
  const models = program.command("models").description("list the models, fetch their files, check them");
  addCommonOptions(models.command("list", { isDefault: true }))
    .description("list the models that Kinodex knows")
    .action(runList);
  addCommonOptions(models.command("pull").argument("<id>", "a model's id"))
    .description("fetch a model's files from its source")
    .action(runPull);
  addCommonOptions(models.command("verify").argument("[id]", "a model's id", defaultModelId))
    .description("check a model's files and encode with it")
    .action(runVerify);
}

async function runList(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { models, faults } = await listModels();
  const rows = models.map(toModelSummary);
  output.result({ models: rows, faults: faults.map(toMessage) }, () =>
    toTable(
      [
        { title: "model" },
        { title: "family" },
        { title: "dimension", align: "right" },
        { title: "MB", align: "right" },
        { title: "licence" },
        { title: "" },
      ],
      rows.map((row) => [
        row.id,
        row.family,
        String(row.dimension),
        (row.sizeBytes / 1e6).toFixed(1),
        row.licence,
        row.isDefault ? "default" : "",
      ]),
    ),
  );
  for (const fault of faults) output.problem(fault.message);
  if (faults.length) process.exitCode = exitCodes.someFailed;
}

async function runPull(id: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const pulled = await pullModel(id);
  output.result(pulled, () => `${id} is complete`);
}

async function runVerify(id: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const report = await verifyModel(id);
  output.result(report, () =>
    report.checks.map(({ subject, ok, detail }) => `${ok ? "ok    " : "FAULT "} ${subject}: ${detail}`).join("\n"),
  );
  if (!report.ok) process.exitCode = exitCodes.environment;
}

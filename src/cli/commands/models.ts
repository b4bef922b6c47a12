import type { Command } from "commander";
import { toMessage } from "../../core/errors.js";
import { toVerdict } from "../format.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { toTable } from "../table.js";

/** `kinodex models [list|pull|verify]`. */
export function addModelsCommand(program: Command): void {
  const models = program.command("models").description("list the models, fetch their files, check them");
  addCommonOptions(models.command("list", { isDefault: true }))
    .description("list the models that Kinodex knows")
    .action(runList);
  addCommonOptions(models.command("pull").argument("<id>", "a model's id"))
    .description("fetch a model's files from its source")
    .action(runPull);
  addCommonOptions(models.command("verify").argument("[id]", "a model's id; without it, the one that ships"))
    .description("check a model's files and encode with it")
    .action(runVerify);
}

const loadModels = () => import("../../app/models.js");

async function runList(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { listModels, toModelSummary } = await loadModels();
  const { models, faults } = await listModels();
  const rows = models.map(toModelSummary);
  output.result({ models: rows, faults: faults.map(toMessage) }, (width) =>
    toTable(
      [
        { title: "model", shrinks: true },
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
      width,
    ),
  );
  for (const fault of faults) output.problem(fault.message);
  if (faults.length) process.exitCode = exitCodes.someFailed;
}

async function runPull(id: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { pullModel } = await loadModels();
  const pulled = await pullModel(id);
  output.result(pulled, () => `${id} is complete`);
}

async function runVerify(id: string | undefined, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { defaultModelId, verifyModel } = await loadModels();
  const report = await verifyModel(id ?? defaultModelId);
  output.result(report, () =>
    report.checks.map(({ subject, ok, detail }) => `${toVerdict(ok)} ${subject}: ${detail}`).join("\n"),
  );
  if (!report.ok) process.exitCode = exitCodes.environment;
}

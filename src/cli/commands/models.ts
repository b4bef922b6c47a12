import { Option, type Command } from "commander";
import { toMessage } from "../../core/errors.js";
import { stopSignals } from "../../core/stopSignals.js";
import type { CatalogueEntry, ListedModel, ModelSpeed } from "../../app/models.js";
import { toVerdict } from "../format.js";
import { listUses } from "../modelUses.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { createPullBar } from "../pullBar.js";
import { toTable } from "../table.js";
import { addCalibrateCommand } from "./calibrate.js";
import { addRecommendCommand } from "./recommend.js";

/** As the hub's precisions are called; the list is here so that help needs no more of the program. */
const precisions = ["q8", "fp16", "fp32"] as const;

/** `kinodex models [list|pull|calibrate|verify|bench|recommend]`. */
export function addModelsCommand(program: Command): void {
  const models = program.command("models").description("list the models, fetch their files, check them");
  addCommonOptions(models.command("list", { isDefault: true }))
    .description("list the models that Kinodex knows")
    .action(runList);
  addCommonOptions(models.command("pull"))
    .argument("<name>", "owner/name or owner/name@revision on the hub, a folder, or the id of a manifest")
    .addOption(
      new Option("--precision <form>", "of the weights: q8 where there is one, unless said").choices(precisions),
    )
    .option("--accept-licence", "take a licence that allows research alone", false)
    .description("fetch a model, by name from a hub ($HF_ENDPOINT, $HF_TOKEN)")
    .action(runPull);
  addCalibrateCommand(models);
  addCommonOptions(models.command("verify").argument("[id]", "a model's id; without it, the one that ships"))
    .description("check a model's files and encode with it")
    .action(runVerify);
  addCommonOptions(models.command("bench").argument("[ids...]", "models; without any, all that are here"))
    .description("measure how fast models are on this machine")
    .action(runBench);
  addRecommendCommand(models);
}

const loadModels = () => import("../../app/models.js");

async function runList(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { listCatalogue, listWithoutWeights, purposes, summariseModels } = await loadModels();
  const { models: rows, faults } = await summariseModels();
  const others = listCatalogue().filter(({ id }) => rows.every((row) => row.id !== id));
  const withoutWeights = listWithoutWeights();
  const document = {
    models: rows,
    faults: faults.map(toMessage),
    catalogue: others,
    withoutWeights,
    families: purposes,
  };
  output.result(document, (width) =>
    [
      toModelTable(rows, width),
      "",
      "What each family is good for:",
      toTable([{ title: "family" }, { title: "", below: true }], Object.entries(purposes), width),
      "",
      'Worth having ("kinodex models pull MODEL"):',
      toCatalogueTable(
        others.filter(({ recipe }) => recipe === undefined),
        width,
      ),
      "",
      "Worth having, but to be made first (models/README.md says how):",
      toRecipeTable(others, width),
      "",
      ...withoutWeights.map(
        ({ name, instead }) => `${name} has no public weights; ${instead.join(" and ")} do its job.`,
      ),
    ].join("\n"),
  );
  for (const fault of faults) output.problem(fault.message);
  if (faults.length) process.exitCode = exitCodes.someFailed;
}

function toModelTable(models: readonly ListedModel[], width: number): string {
  return toTable(
    [
      { title: "model", shrinks: true },
      { title: "family", optional: true },
      { title: "dimension", align: "right", optional: true },
      { title: "MB", align: "right" },
      { title: "licence" },
      { title: "captions", optional: true },
      { title: "" },
    ],
    models.map((model) => [
      model.id,
      model.family,
      String(model.dimension || ""), // not every model has embeddings
      (model.sizeBytes / 1e6).toFixed(1),
      model.licence,
      toCaptionState(model),
      model.isDefault ? "default" : "",
    ]),
    width,
  );
}

function toCaptionState({ isCalibrated, writesCaptions }: ListedModel): string {
  if (isCalibrated === undefined) return "";
  return writesCaptions ? "calibrated" : isCalibrated ? "none to believe" : "not yet";
}

function toCatalogueTable(models: readonly CatalogueEntry[], width: number): string {
  const smallest = (by: CatalogueEntry["megabytes"]) => String(by?.q8 ?? by?.fp16 ?? by?.fp32 ?? "");
  return toTable(
    [
      { title: "model" }, // whole: it is what people type
      { title: "licence" },
      { title: "MB", align: "right", optional: true },
      { title: "ms a frame", align: "right", optional: true },
      { title: "ImageNet %", align: "right", optional: true },
      { title: "million weights", align: "right", optional: true },
      { title: "", below: true },
    ],
    models.map(({ id, parameters, imagenet, megabytes, frameMs, licence, about }) => [
      id,
      licence,
      smallest(megabytes),
      smallest(frameMs),
      String(imagenet ?? ""),
      String(parameters ?? ""),
      about,
    ]),
    width,
  );
}

function toRecipeTable(models: readonly CatalogueEntry[], width: number): string {
  const rows = models.flatMap(({ id, licence, recipe, about }) => (recipe ? [[id, licence, recipe, about]] : []));
  return toTable(
    [{ title: "model" }, { title: "licence" }, { title: "made by" }, { title: "", below: true }],
    rows,
    width,
  );
}

interface PullCliOptions extends CommonOptions {
  readonly precision?: (typeof precisions)[number];
  readonly acceptLicence: boolean;
}

async function runPull(name: string, options: PullCliOptions): Promise<void> {
  const output = createOutput(options);
  const { openModel, pullModel } = await loadModels();
  const abort = new AbortController();
  for (const signal of stopSignals()) process.once(signal, () => abort.abort());
  const bar = output.interactive ? createPullBar(process.stderr) : undefined;
  try {
    const pulled = await pullModel(name, {
      precision: options.precision,
      acceptsLicence: options.acceptLicence,
      signal: abort.signal,
      onPlan: (plan) => {
        const { id, revision, layout, precision, licence, fileCount, sizeBytes } = plan;
        const commit = revision === undefined ? "" : ` at ${revision.slice(0, 12)}`;
        output.note(
          `${id}${commit}: ${layout}, ${precision}, ${fileCount} files, ${(sizeBytes / 1e6).toFixed(1)} MB; licence: ${licence}`,
        );
        bar?.plan(plan);
      },
      onProgress: (progress) => bar?.show(progress),
    });
    bar?.close();
    const { id, outcome, folder } = pulled;
    output.result(pulled, () => `${id} is ${outcome === "present" ? "here already" : "here"}: ${folder}`);
    if (outcome !== "downloaded") return;
    await using model = await openModel(id);
    const uses = await listUses(model).catch((error: unknown) => {
      output.problem(`it is here but cannot be loaded: ${toMessage(error)}`);
      return [];
    });
    uses.forEach(output.note);
  } finally {
    bar?.close();
  }
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

async function runBench(ids: readonly string[], options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { measureSpeed, modelsThatCan, openModel } = await loadModels();
  const wanted = ids.length > 0 ? ids : await modelsThatCan("image");
  const speeds: ModelSpeed[] = [];
  for (const id of wanted) {
    output.note(`measuring ${id}`);
    await using model = await openModel(id);
    speeds.push(await measureSpeed(model));
  }
  output.result({ models: speeds }, (width) =>
    toTable(
      [
        { title: "model", shrinks: true },
        { title: "runs on" },
        { title: "frames/s", align: "right" },
        { title: "ms a text", align: "right" },
        { title: "s to start", align: "right" },
      ],
      speeds.map(({ id, provider = "", framesPerSecond, textMs, firstSeconds }) => [
        id,
        provider,
        framesPerSecond.toFixed(framesPerSecond < 10 ? 1 : 0),
        textMs.toFixed(1),
        firstSeconds.toFixed(2),
      ]),
      width,
    ),
  );
}

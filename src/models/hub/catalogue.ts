import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { packageRoot } from "../../core/paths.js";
import { capabilities } from "../capabilities.js";
import { precisions } from "../precision.js";

const byPrecision = z.partialRecord(z.enum(precisions), z.number().positive());
const entry = z.strictObject({
  id: z.string(),
  about: z.string(),
  capabilities: z.array(z.enum(capabilities)).default(["image", "text"]),
  /** Whether what writes reads questions too, and does not describe alone. */
  takesPrompts: z.boolean().default(true),
  /** Millions. */
  parameters: z.number().positive().optional(),
  /** Zero-shot top-1 on ImageNet, %. */
  imagenet: z.number().optional(),
  /** Text to video on MSR-VTT, R@1, %. */
  msrvtt: z.number().optional(),
  /** Milliseconds of one CPU thread. */
  frameMs: byPrecision.optional(),
  megabytes: byPrecision.optional(),
  licence: z.string(),
  /** The program that makes files of it that run here, where no hub has any. */
  recipe: z.string().optional(),
});
const withoutWeights = z.strictObject({ name: z.string(), instead: z.array(z.string()).min(1) });
const catalogue = z.strictObject({
  sources: z.record(z.string(), z.string()),
  models: z.array(entry),
  withoutWeights: z.array(withoutWeights),
});

/** A model that is worth having, and what is known of it. */
export type CatalogueEntry = z.output<typeof entry>;

/** A model whose weights nobody has published, and those of the catalogue that do its job. */
export type ModelWithoutWeights = z.output<typeof withoutWeights>;

/** Models of hubs that are worth having, from `models/catalogue.yaml`. */
export function listCatalogue(): readonly CatalogueEntry[] {
  return readCatalogue().models;
}

/** Models that people ask for in vain, from the same file. */
export function listWithoutWeights(): readonly ModelWithoutWeights[] {
  return readCatalogue().withoutWeights;
}

function readCatalogue(): z.output<typeof catalogue> {
  return catalogue.parse(parse(readFileSync(join(packageRoot, "models", "catalogue.yaml"), "utf8")));
}

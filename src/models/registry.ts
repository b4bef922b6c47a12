import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isKinodexError, KinodexError, toMessage } from "../core/errors.js";
import { packageRoot } from "../core/paths.js";
import { filesOf, readManifest, type ModelFile, type ModelManifest } from "./manifest.js";

/** A model that Kinodex knows: its manifest, and the folder that the manifest's files are relative to. */
export interface ModelEntry {
  readonly manifest: ModelManifest;
  readonly folder: string;
}

/** The models that exist, and what is wrong with the manifests that could not be used. */
export interface ModelList {
  readonly models: readonly ModelEntry[];
  readonly faults: readonly KinodexError[];
}

/** The model that ships with Kinodex. */
export const defaultModelId = "kinodex/embedded";

/** What people are told about a model. */
export interface ModelSummary {
  readonly id: string;
  readonly family: string;
  /** As the manifest says it; a number for families that Kinodex runs. */
  readonly dimension: unknown;
  readonly licence: string;
  /** Of all its files. */
  readonly sizeBytes: number;
  readonly isDefault: boolean;
  /** Where it comes from. */
  readonly source: string;
}

/** Sums up a model for a list of models. */
export function toModelSummary({ manifest }: ModelEntry): ModelSummary {
  const { id, family, dimension, licence, source } = manifest;
  const sizeBytes = filesOf(manifest).reduce((total, { file }) => total + file.sizeBytes, 0);
  return { id, family, dimension, licence, sizeBytes, isDefault: id === defaultModelId, source };
}

/** Where `models pull` puts files: `$KINODEX_MODELS`, else `models/hub` in the checkout. */
export function hubFolder(): string {
  return process.env["KINODEX_MODELS"] || join(packageRoot, "models", "hub");
}

/** The models of `models/*.json`, then those of `$KINODEX_MODELS/*.json`; of equal ids the first counts. */
export async function listModels(): Promise<ModelList> {
  const models: ModelEntry[] = [];
  const faults: KinodexError[] = [];
  for (const path of await manifestPaths()) {
    try {
      const manifest = await readManifest(path);
      if (models.some((model) => model.manifest.id === manifest.id)) continue;
      models.push({ manifest, folder: dirname(path) });
    } catch (error) {
      if (!isKinodexError(error)) throw error;
      faults.push(error);
    }
  }
  return { models, faults };
}

/**
 * The model with this id.
 *
 * @throws {KinodexError} `environment` with the ids that exist, and the manifests that could not be read.
 */
export async function findModel(id: string): Promise<ModelEntry> {
  const { models, faults } = await listModels();
  const found = models.find((model) => model.manifest.id === id);
  if (found) return found;
  const ids = models.map((model) => model.manifest.id);
  const notes = faults.map((fault) => ` Also: ${toMessage(fault)}.`);
  throw new KinodexError(
    "environment",
    `unknown model "${id}": there is ${ids.join(", ") || "none"}.${notes.join("")}`,
    {
      model: id,
      models: ids,
    },
  );
}

/** Where a file of a model is looked for, the first place first: beside its manifest, and where `models pull` puts it. */
export function placesOf({ manifest, folder }: ModelEntry, file: ModelFile): readonly [beside: string, pulled: string] {
  return [join(folder, file.file), join(hubFolder(), ...manifest.id.split("/"), file.file)];
}

/**
 * Path of a file of a model.
 *
 * @throws {KinodexError} `environment` when it is not there; the message says how to get it.
 */
export function locateFile(model: ModelEntry, file: ModelFile): string {
  const places = placesOf(model, file);
  const path = places.find((place) => existsSync(place));
  if (path) return path;
  const { id } = model.manifest;
  const remedy = file.url
    ? `Fetch it with "kinodex models pull ${id}".`
    : "It ships with Kinodex: restore the checkout.";
  throw new KinodexError("environment", `the model ${id} lacks its file ${places[0]}. ${remedy}`, {
    model: id,
    places,
  });
}

async function manifestPaths(): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of [join(packageRoot, "models"), process.env["KINODEX_MODELS"]]) {
    if (!folder) continue;
    const names = await readdir(folder).catch(() => [] as string[]);
    paths.push(
      ...names
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => join(folder, name)),
    );
  }
  return paths;
}

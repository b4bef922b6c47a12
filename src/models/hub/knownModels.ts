import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import type { Capability } from "../capabilities.js";
import { families } from "../families/families.js";
import { hubFolder, type ModelEntry } from "./modelFiles.js";
import { readManifest } from "./readManifest.js";

/** The models that exist, and what is wrong with the manifests that could not be used. */
export interface ModelList {
  readonly models: readonly ModelEntry[];
  readonly faults: readonly KinodexError[];
}

/** The model that ships with Kinodex and searches. */
export const defaultModelId = "kinodex/embedded";

/** Whether a model is one of those that ship. */
export const isShipped = (id: string): boolean => id.startsWith("kinodex/");

/** What people are told about a model. */
export interface ModelSummary {
  readonly id: string;
  readonly family: string;
  /** Values of an embedding; 0 for a model that makes none. */
  readonly dimension: number;
  readonly licence: string;
  /** Of all its files. */
  readonly sizeBytes: number;
  readonly isDefault: boolean;
  /** Where it comes from. */
  readonly source: string;
}

/** Sums up a model for a list of models. */
export function toModelSummary({ manifest }: ModelEntry): ModelSummary {
  const { id, family, licence, source } = manifest;
  const { files, identity } = families.create(manifest);
  const { dimension } = identity;
  const sizeBytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  return { id, family, dimension, licence, sizeBytes, isDefault: id === defaultModelId, source };
}

/** The models of `models/*.json`, of `$KINODEX_MODELS/*.json`, and those that were pulled; of equal ids the first counts. */
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
 * @throws {KinodexError} `environment` with the ids that exist, and the manifests that could not be read
 */
export async function findModel(id: string): Promise<ModelEntry> {
  const { models, faults } = await listModels();
  const found = models.find((model) => model.manifest.id === id);
  if (found) return found;
  const ids = models.map((model) => model.manifest.id);
  const notes = faults.map((fault) => ` Also: ${toMessage(fault)}.`);
  throw new KinodexError(
    "environment",
    `unknown model "${id}": there is ${ids.join(", ") || "none"}. "kinodex models pull ${id}" fetches one by its name.${notes.join("")}`,
    {
      model: id,
      models: ids,
    },
  );
}

/** Ids of the models that have a capability. */
export async function modelsThatCan(capability: Capability): Promise<readonly string[]> {
  const { models } = await listModels();
  const able = models.filter(({ manifest }) => families.create(manifest).openers[capability] !== undefined);
  return able.map(({ manifest }) => manifest.id);
}

/** Those that ship, the user's own, and what was pulled. */
async function manifestPaths(): Promise<string[]> {
  const folders = [join(packageRoot, "models"), process.env["KINODEX_MODELS"]].filter((folder) => folder !== undefined);
  const beside = await Promise.all(
    folders.map(async (folder) =>
      (await namesIn(folder)).filter((name) => name.endsWith(".json")).map((name) => join(folder, name)),
    ),
  );
  const owners = (await namesIn(hubFolder())).map((owner) => join(hubFolder(), owner));
  const pulled = await Promise.all(
    owners.map(async (owner) => (await namesIn(owner)).map((name) => join(owner, name, "manifest.json"))),
  );
  return [...beside.flat(), ...pulled.flat().filter((path) => existsSync(path))];
}

/** In alphabetical order; none where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [] as string[])).sort();
}

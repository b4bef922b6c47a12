import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { families } from "../families/families.js";
import { listModels } from "./knownModels.js";
import { fetchFile, type FetchOptions } from "./fetchFile.js";
import { readLock } from "./lockFile.js";
import { placesOf, pulledFolderOf, type ModelEntry } from "./modelFiles.js";
import { pullRepository, type PullRepositoryOptions } from "./pullRepository.js";
import { createEndpoint, type Endpoint, type Patience } from "./repository/endpoint.js";
import { openFolderRepository } from "./repository/folderRepository.js";
import { parseModelName, type ModelName } from "./repository/modelName.js";
import { openRemoteRepository } from "./repository/remoteRepository.js";
import type { Repository } from "./repository/repository.js";

export type { FileProgress } from "./fetchFile.js";
export type { PullPlan } from "./pullRepository.js";

export interface PullOptions extends PullRepositoryOptions {
  /** How long a server is waited for. */
  readonly patience?: Patience;
}

/** What became of a model that was asked for. */
export interface PullReport {
  readonly id: string;
  /** Where its files are. */
  readonly folder: string;
  readonly outcome: "present" | "downloaded";
}

/**
 * Fetches a model: by the name of its repository on a hub, from a folder, or what a manifest that is here has addresses of. The
 * only thing here that uses the network.
 *
 * The hub is `$HF_ENDPOINT`, asked with `$HF_TOKEN`; `$HF_HUB_OFFLINE` forbids it.
 *
 * @throws {KinodexError} `usage` for a name that is none, `not-found` where the hub has no such model, `environment` when a file
 *   cannot be fetched or written, `model` when what arrives is not the stated file or no model that Kinodex runs, `interrupted`
 *   on `signal`; what has arrived is kept.
 */
export async function pullModel(name: string, options: PullOptions = {}): Promise<PullReport> {
  try {
    return await pull(name, options);
  } catch (error) {
    // whatever was being asked of the hub just then
    if (!options.signal?.aborted || (error instanceof KinodexError && error.code === "interrupted")) throw error;
    throw new KinodexError("interrupted", `stopped fetching ${name}; run the command again to continue`, {});
  }
}

async function pull(name: string, options: PullOptions): Promise<PullReport> {
  if (isFolder(name)) {
    const repository = await openFolderRepository(name);
    return pullInto(repository, pulledFolderOf(repository.id), options);
  }
  const { models } = await listModels();
  const known = models.find(({ manifest }) => manifest.id === name);
  if (known && options.precision === undefined) return fetchMissing(known, options);
  const asked = parseModelName(name);
  const folder = pulledFolderOf(asked.id);
  const lock = await readLock(folder);
  // A pull that goes on is of the commit that it began with, whatever its branch is by now.
  const revision = asked.revision ?? lock?.revision;
  const repository = await openRemoteRepository({ ...asked, revision }, openHub(asked, options), options.signal);
  return pullInto(repository, folder, options);
}

function isFolder(name: string): boolean {
  return (
    (/^(?:[./~]|[A-Za-z]:)|\\/.test(name) || name.split("/").length !== 2) &&
    existsSync(name) &&
    statSync(name).isDirectory()
  );
}

async function pullInto(repository: Repository, folder: string, options: PullOptions): Promise<PullReport> {
  const { id } = await pullRepository(repository, folder, options);
  return { id, folder, outcome: "downloaded" };
}

/** Fetches what a manifest names and is not here. */
async function fetchMissing(model: ModelEntry, options: PullOptions): Promise<PullReport> {
  const { id, revision = "main", source, licence } = model.manifest;
  const missing = families
    .create(model.manifest)
    .files.filter((file) => !placesOf(model, file).some((place) => existsSync(place)));
  const folder = pulledFolderOf(id);
  if (missing.length === 0) return { id, folder: model.folder, outcome: "present" };
  const urls = new Map(missing.map(({ file, url }) => [file, url?.replaceAll("{revision}", revision)]));
  const hub = openHub({ id, revision }, options);
  const repository: Repository = {
    id,
    source,
    revision,
    licence,
    files: missing.map(({ file, sizeBytes, sha256 }) => ({ path: file, sizeBytes, digest: { sha256 } })),
    urlOf: (path) => urls.get(path),
    async read(path, fromByte, signal) {
      const url = urls.get(path);
      if (url === undefined) throw toShipped(id, path);
      const response = await hub.getFile(url, fromByte, signal);
      if (!response.ok) throw new Error(`${url} answers ${response.status} ${response.statusText}`);
      return hub.restOf(response, fromByte);
    },
  };
  for (const file of repository.files)
    await fetchFile(repository, file, join(folder, file.path), options satisfies FetchOptions);
  return { id, folder, outcome: "downloaded" };
}

function toShipped(id: string, file: string): KinodexError {
  const message = `the model ${id} lacks ${file}, which has no address to fetch it from: it ships with Kinodex, restore the checkout`;
  return new KinodexError("environment", message, { model: id, file });
}

/** @throws {KinodexError} `environment` where the user forbids the network */
function openHub(
  { id }: Pick<ModelName, "id"> & { readonly revision?: string | undefined },
  { patience }: PullOptions,
): Endpoint {
  const { HF_ENDPOINT: url, HF_TOKEN: token, HF_HUB_OFFLINE: offline } = process.env;
  if (offline && !/^(?:0|false|no|off)$/i.test(offline)) {
    const message = `${id} is not here in full, and $HF_HUB_OFFLINE forbids to fetch it. Unset it, or pull from a folder.`;
    throw new KinodexError("environment", message, { id });
  }
  return createEndpoint({ url: url || "https://huggingface.co", token: token || undefined, ...patience });
}

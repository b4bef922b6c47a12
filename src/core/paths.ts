import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";

/** The folder that holds package.json, models/ and pipelines/: the checkout, or the installed package. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** A checkout keeps what it makes and fetches in itself; what is installed uses {@link userFolders}. */
export const isCheckout = existsSync(join(packageRoot, "tsconfig.json"));

/** Where this system keeps the data and the settings of a user's programs. */
export const userFolders: { readonly data: string; readonly config: string } = envPaths("kinodex", { suffix: "" });

function findPackageRoot(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("Kinodex cannot find its own package.json");
  return findPackageRoot(parent);
}

/**
 * A path as the file system spells it: on macOS and Windows `videos` and `VIDEOS` are one folder, and an index that knew
 * both would know every video twice. Links keep the name that they were given; what is not there is given back as it is.
 */
export function toDiskSpelling(path: string, realpath: (path: string) => string = realpathSync.native): string {
  const absolute = resolve(path);
  try {
    const real = realpath(absolute);
    return real !== absolute && foldSpelling(real) === foldSpelling(absolute) ? real : path;
  } catch {
    return path;
  }
}

/** Equal for paths that some file system takes for one: those that differ in case, or in how accents are composed. */
export function foldSpelling(path: string): string {
  return path.normalize().toLowerCase();
}

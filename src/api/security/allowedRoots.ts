import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { KinodexError, toMessage } from "../../core/errors.js";
import { foldSpelling } from "../../core/paths.js";
import { ApiError } from "../problem.js";

/** The folders whose videos may be added by path. */
export interface AllowedRoots {
  /**
   * The real path of a file or folder that is named absolutely, or as `show` names it.
   *
   * Throws 403 for what lies outside every root, links followed, and 404 for what is not there.
   */
  resolve(path: string): Promise<string>;
  /** A path as callers see it: the root's name and what is below it; the bare name outside every root. */
  show(path: string): string;
}

/** Roots are looked up once. @throws {KinodexError} `usage` for one that is not there. */
export function createAllowedRoots(folders: readonly string[]): AllowedRoots {
  const roots = folders.map((folder) => {
    try {
      // The native one gives the spelling on the disk, as that of promises below does: the two are compared.
      const real = realpathSync.native(folder);
      return { real, given: resolve(folder), name: basename(real) };
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const why = isMissing ? "there is no such folder; check the name" : toMessage(error);
      throw new KinodexError("usage", `cannot use ${folder} as a root: ${why}`, { folder }, error);
    }
  });
  const toCandidates = (path: string): string[] => {
    if (isAbsolute(path)) {
      // Other spellings of a root pass here, and nothing else is looked for on the disk: what is found there decides.
      const asked = foldSpelling(resolve(path));
      const isLikely = roots.some((root) => [root.real, root.given].some((at) => isInside(foldSpelling(at), asked)));
      return isLikely ? [resolve(path)] : [];
    }
    const [name = "", ...rest] = path.split(/[\\/]/);
    return roots
      .filter((root) => root.name === name)
      .map(({ real }) => join(real, ...rest))
      .filter((candidate) => roots.some(({ real }) => isInside(real, candidate)));
  };

  return {
    async resolve(path) {
      if (path.includes("\0")) throw refuse();
      const candidates = toCandidates(path);
      if (!candidates.length) throw refuse();
      for (const candidate of candidates) {
        const real = await realpath(candidate).catch(() => undefined);
        if (real === undefined) continue;
        if (!roots.some((root) => isInside(root.real, real))) throw refuse();
        return real;
      }
      throw new ApiError(404, "not-found", "There is no such file or folder under the allowed roots.");
    },

    show(path) {
      for (const { real, given, name } of roots)
        for (const folder of [real, given])
          if (isInside(folder, path)) return join(name, relative(folder, path)).split(sep).join("/");
      return basename(path);
    },
  };
}

function refuse(): ApiError {
  return new ApiError(
    403,
    "outside-roots",
    "This server may not index that path: begin it with one of the folders that GET /v1/roots lists (--root).",
  );
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

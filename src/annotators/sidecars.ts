import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";

/** A file beside a video that has its base name: film.srt or film.en.vtt for film.mp4. */
export interface Sidecar {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
}

/** Finds sidecars of videos. */
export interface SidecarFinder {
  /**
   * The sidecars of videos at these paths, in alphabetical order. `pattern` matches what follows the base name, as
   * ".en.srt".
   */
  find(videoPaths: readonly string[], pattern: RegExp): Promise<Sidecar[]>;
}

/** Starts a finder; it lists each folder once, and sees it as it was when it was first asked about it. */
export function createSidecarFinder(): SidecarFinder {
  const listings = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();
  const list = (folder: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const known = listings.get(folder);
    if (known) return known;
    const listing = readdir(folder).then(toNamesByBase, () => new Map()); // nothing is known of what is not there
    listings.set(folder, listing);
    return listing;
  };
  const findBeside = async (videoPath: string, pattern: RegExp): Promise<Sidecar[]> => {
    const folder = dirname(videoPath);
    const base = compose(basename(videoPath, extname(videoPath)));
    const names = (await list(folder)).get(base) ?? [];
    const found = names.filter((name) => pattern.test(compose(name).slice(base.length)));
    return (await Promise.all(found.map((name) => stampSidecar(join(folder, name))))).flat();
  };
  return {
    async find(videoPaths, pattern) {
      const found = (await Promise.all(videoPaths.map((path) => findBeside(path, pattern)))).flat();
      return [...new Map(found.map((sidecar) => [sidecar.path, sidecar])).values()].sort((a, b) =>
        a.path < b.path ? -1 : 1,
      );
    },
  };
}

/** File names by all that stands before one of their dots: a folder may hold thousands of videos. */
function toNamesByBase(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byBase = new Map<string, string[]>();
  for (const name of names) {
    const composed = compose(name);
    for (let dot = composed.indexOf("."); dot >= 0; dot = composed.indexOf(".", dot + 1)) {
      const base = composed.slice(0, dot);
      const known = byBase.get(base);
      if (known) known.push(name);
      else byBase.set(base, [name]);
    }
  }
  return byBase;
}

/** A name as most systems write it: macOS writes a letter and its accent apart. */
function compose(name: string): string {
  return name.normalize();
}

async function stampSidecar(path: string): Promise<Sidecar[]> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found?.isFile() ? [{ path, sizeBytes: Number(found.size), modifiedNs: found.mtimeNs }] : [];
}

/** A fingerprint that also changes when sidecars come, change or go. They are not read. */
export function withSidecars(fingerprint: string, sidecars: readonly Sidecar[]): string {
  if (sidecars.length === 0) return fingerprint;
  const stamps = sidecars.map(({ path, sizeBytes, modifiedNs }) => [path, sizeBytes, String(modifiedNs)]);
  return `${fingerprint}-${createHash("sha256").update(JSON.stringify(stamps)).digest("hex").slice(0, 16)}`;
}

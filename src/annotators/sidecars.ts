import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { VIDEO_EXTENSIONS } from "../media/videoFiles.js";

/** A file beside a video that has its base name: film.srt or film.en.vtt for film.mp4. */
export interface Sidecar {
  /** Absolute. */
  readonly path: string;
  /** What follows the video's base name in its own, as ".en.srt". */
  readonly ending: string;
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
}

/** Tells sidecars by what follows the base name, as ".en.srt". */
export type SidecarPattern = Pick<RegExp, "test">;

/** Finds sidecars of videos. */
export interface SidecarFinder {
  /**
   * The sidecars of videos at these paths that are of this pattern, in alphabetical order.
   */
  find(videoPaths: readonly string[], pattern: SidecarPattern): Promise<Sidecar[]>;
}

/** Starts a finder; it lists each folder once, and sees it as it was when it was first asked about it. */
export function createSidecarFinder(): SidecarFinder {
  const listings = new Map<string, Promise<Listing>>();
  const list = (folder: string): Promise<Listing> => {
    const known = listings.get(folder);
    if (known) return known;
    const listing = readdir(folder).then(toListing, () => new Map()); // nothing is known of what is not there
    listings.set(folder, listing);
    return listing;
  };
  const findBeside = async (videoPath: string, pattern: SidecarPattern): Promise<Sidecar[]> => {
    const folder = dirname(videoPath);
    const base = compose(basename(videoPath, extname(videoPath)));
    const alike = (await list(folder)).get(base.toLowerCase()) ?? [];
    const isOfAnother = (name: ListedName) =>
      alike.some((one) => one.base === name.base && VIDEO_EXTENSIONS.has(one.ending.toLowerCase()));
    const found = alike.filter((name) => pattern.test(name.ending) && (name.base === base || !isOfAnother(name)));
    return (await Promise.all(found.map(({ name, ending }) => stampSidecar(join(folder, name), ending)))).flat();
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

/** A file's name, cut at one of its dots; composed, but for `name` itself. */
interface ListedName {
  readonly name: string;
  readonly base: string;
  readonly ending: string;
}

/** The names of a folder by all that stands before one of their dots, in small letters. */
type Listing = ReadonlyMap<string, readonly ListedName[]>;

/** A folder may hold thousands of videos, so each name is looked at once. */
function toListing(names: readonly string[]): Listing {
  const byBase = new Map<string, ListedName[]>();
  for (const name of names) {
    const composed = compose(name);
    for (let dot = composed.indexOf("."); dot >= 0; dot = composed.indexOf(".", dot + 1)) {
      const base = composed.slice(0, dot);
      const listed = { name, base, ending: composed.slice(dot) };
      const known = byBase.get(base.toLowerCase());
      if (known) known.push(listed);
      else byBase.set(base.toLowerCase(), [listed]);
    }
  }
  return byBase;
}

/** A name as most systems write it: macOS writes a letter and its accent apart. */
function compose(name: string): string {
  return name.normalize();
}

async function stampSidecar(path: string, ending: string): Promise<Sidecar[]> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found?.isFile() ? [{ path, ending, sizeBytes: Number(found.size), modifiedNs: found.mtimeNs }] : [];
}

/** A fingerprint that also changes when sidecars come, change or go. They are not read. */
export function withSidecars(fingerprint: string, sidecars: readonly Sidecar[]): string {
  if (sidecars.length === 0) return fingerprint;
  const stamps = sidecars.map(({ path, sizeBytes, modifiedNs }) => [path, sizeBytes, String(modifiedNs)]);
  return `${fingerprint}-${createHash("sha256").update(JSON.stringify(stamps)).digest("hex").slice(0, 16)}`;
}

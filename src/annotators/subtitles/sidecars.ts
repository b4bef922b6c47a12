import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { toMessage } from "../../core/errors.js";
import type { SidecarStamp } from "../../store/catalog/records.js";
import type { SubtitleFile } from "../../store/catalog/sqlite/segmentWriter.js";
import { decodeText, parseSubtitles } from "../formats/parseSubtitles.js";

/** Finds the subtitle files of videos; each folder is listed once. */
export interface SidecarFinder {
  /** Files beside the video with its base name, as film.srt or film.en.vtt for film.mp4, in alphabetical order. */
  find(videoPath: string): Promise<SidecarStamp[]>;
}

/** A file larger than this is no subtitle: two hours of speech are about 0.1 MB. */
const largestBytes = 20 * 2 ** 20;

/** Starts a finder; it sees each folder as it was when it was first asked about it. */
export function createSidecarFinder(): SidecarFinder {
  const listings = new Map<string, Promise<string[]>>();
  const subtitlesIn = (folder: string): Promise<string[]> => {
    const known = listings.get(folder);
    if (known) return known;
    const listing = readdir(folder).then(
      (names) => names.filter((name) => /\.(srt|vtt)$/i.test(name)).sort(),
      () => [], // a folder that cannot be read has no videos for us either
    );
    listings.set(folder, listing);
    return listing;
  };
  return {
    async find(videoPath) {
      const folder = dirname(videoPath);
      // Composed, because macOS writes a letter and its accent apart where other systems write one.
      const base = basename(videoPath, extname(videoPath)).normalize();
      const stamps: SidecarStamp[] = [];
      for (const name of await subtitlesIn(folder)) {
        const composed = name.normalize();
        if (!composed.startsWith(`${base}.`) || !isLanguage(composed.slice(base.length, -4))) continue;
        const path = join(folder, name);
        const found = await stat(path, { bigint: true }).catch(() => undefined);
        if (found?.isFile()) stamps.push({ path, sizeBytes: Number(found.size), modifiedNs: found.mtimeNs });
      }
      return stamps;
    },
  };
}

/** What may stand between the video's name and the ending: nothing, or a language and what kind: ".en", ".pt-BR.sdh". */
function isLanguage(between: string): boolean {
  return /^(\.[a-z]{2,3}(-[a-z0-9]{2,8})*)?(\.(sdh|cc|forced|hi|default))?$/i.test(between);
}

/** Whether two lists of stamps say the same. */
export function isSameSidecars(known: readonly SidecarStamp[], found: readonly SidecarStamp[]): boolean {
  return (
    known.length === found.length &&
    known.every(({ path, sizeBytes, modifiedNs }, n) => {
      const other = found[n] as SidecarStamp;
      return path === other.path && sizeBytes === other.sizeBytes && modifiedNs === other.modifiedNs;
    })
  );
}

/** Reads subtitle files. What is wrong with one is said in `problems`; it then has no or fewer segments. */
export async function readSidecars(
  stamps: readonly SidecarStamp[],
): Promise<{ readonly files: readonly SubtitleFile[]; readonly problems: readonly string[] }> {
  const files: SubtitleFile[] = [];
  const problems: string[] = [];
  for (const stamp of stamps) {
    const { path, sizeBytes } = stamp;
    files.push({ stamp, segments: [] });
    if (sizeBytes > largestBytes) {
      problems.push(`${path} has ${sizeBytes} bytes; a subtitle file may have ${largestBytes}`);
      continue;
    }
    try {
      const { segments, skippedCount } = parseSubtitles(decodeText(await readFile(path)));
      files.splice(-1, 1, { stamp, segments });
      if (skippedCount > 0) problems.push(`${path}: ${skippedCount} broken cues were skipped`);
      else if (segments.length === 0) problems.push(`${path} holds no cues`);
    } catch (error) {
      problems.push(`cannot read ${path}: ${toMessage(error)}`);
    }
  }
  return { files, problems };
}

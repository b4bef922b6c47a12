import { posix } from "node:path";
import { z } from "zod";
import { spread } from "../../clips/sequence.js";
import type { ResultsDocument } from "../../results/document.js";
import type { ShownTask } from "../shownTasks.js";

const mediumSchema = z.object({
  file: z.string(),
  sha256: z.string(),
  /** What of a video was shown; missing of pictures. */
  start_seconds: z.number().optional(),
  seconds: z.number().optional(),
  /** Frames that were taken at the middles of equal stretches, if those below are only some of them. */
  frame_count: z.number().optional(),
  phrase: z.string().optional(),
  /** The starts of the hashes of its frames; of more, some, evenly. None of what only an index was asked about. */
  frames: z.array(z.string()),
});

/** A clip of a run, or a labelled picture or video, or a part of one. */
export interface ReportedMedium extends Omit<z.output<typeof mediumSchema>, "frames"> {
  readonly isClip: boolean;
  /** Names of its frames, at least one. */
  readonly frames: readonly string[];
}

/** What is shown of a run, and what examples without frames are about. */
export interface ReportedMedia {
  /** The clips, and of the others those that examples show or are about, those of the worst ones first. */
  readonly media: readonly ReportedMedium[];
  /** One of `media` by the cluster of examples. */
  readonly subjects: ReadonlyMap<string, ReportedMedium>;
}

/** Finds what the examples that are shown were made of. */
export function toReportedMedia({ data }: ResultsDocument, shown: Readonly<Record<string, ShownTask>>): ReportedMedia {
  const clips = readMedia(data.clips, true);
  const labelled = readMedia(data.media, false);
  const byHash = new Map<string, ReportedMedium>();
  for (const medium of labelled) for (const hash of medium.frames) if (!byHash.has(hash)) byHash.set(hash, medium);
  const findSubject = createSubjectFinder([...clips, ...labelled]);
  const subjects = new Map<string, ReportedMedium>();
  const ranked = Object.values(shown).flatMap(({ examples }) => examples.map((example, rank) => ({ example, rank })));
  const told = ranked
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ example: { clips: own, options, cluster } }) => {
      const frames = [...own, ...options.filter((option) => typeof option !== "string")].flat();
      if (frames.length > 0) return frames.flatMap((hash) => byHash.get(hash) ?? []);
      const subject = findSubject(cluster);
      if (subject) subjects.set(cluster, subject);
      return subject && !subject.isClip ? [subject] : [];
    });
  return { media: [...clips, ...new Set(told)], subjects };
}

/** Finds a medium by its name, or by the end of its name where only one file is called so: an index task knows no more. */
function createSubjectFinder(media: readonly ReportedMedium[]): (cluster: string) => ReportedMedium | undefined {
  const byName = new Map<string, ReportedMedium>();
  for (const medium of media) if (!byName.has(medium.file)) byName.set(medium.file, medium);
  const byEnd = new Map<string, ReportedMedium | undefined>(); // undefined where several files end so
  for (const [file, medium] of byName) {
    const end = posix.basename(file);
    byEnd.set(end, byEnd.has(end) ? undefined : medium);
  }
  return (cluster) => byName.get(cluster) ?? byEnd.get(cluster);
}

function readMedia(facts: ResultsDocument["data"]["clips"], isClip: boolean): ReportedMedium[] {
  return facts.flatMap((one) => {
    const read = mediumSchema.safeParse(one);
    const medium = read.success ? { ...read.data, isClip, frames: nameFrames(read.data) } : undefined;
    return medium && medium.frames.length > 0 ? [medium] : [];
  });
}

/** Frames that nobody was shown are named by their places: no example names them. */
function nameFrames({ file, frames, frame_count: count = 0 }: z.output<typeof mediumSchema>): readonly string[] {
  return frames.length > 0 ? frames : Array.from({ length: count }, (_, n) => `${file} ${n}`);
}

/** Of the frames that were taken of a medium, the numbers of those that are told. */
export function placesOf({ frames, frame_count: count = frames.length }: ReportedMedium): number[] {
  return spread([...Array.from({ length: count }).keys()], frames.length);
}

/** When a frame is shown, in its video; undefined for pictures. */
export function timeOfFrame(medium: ReportedMedium, n: number): number | undefined {
  const { start_seconds: startSeconds, seconds, frames, frame_count: count = frames.length } = medium;
  if (startSeconds === undefined || seconds === undefined) return undefined;
  return startSeconds + (((placesOf(medium)[n] ?? 0) + 0.5) * seconds) / count;
}

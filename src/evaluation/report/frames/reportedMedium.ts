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
  /** The starts of the hashes of its frames; of more, some, evenly. */
  frames: z.array(z.string()).min(1),
});

/** A clip of a run, or a labelled picture or video, or a part of one. */
export interface ReportedMedium extends z.output<typeof mediumSchema> {
  readonly isClip: boolean;
}

/** The clips of a run, and the labelled media whose frames examples show, those of the worst ones first. */
export function toReportedMedia(
  { data }: ResultsDocument,
  shown: Readonly<Record<string, ShownTask>>,
): readonly ReportedMedium[] {
  const clips = readMedia(data.clips, true);
  const labelled = readMedia(data.media, false);
  const ranked = Object.values(shown).flatMap(({ examples }) => examples.map((example, rank) => ({ example, rank })));
  const told = ranked
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ example: { clips: own, options, cluster } }) => {
      const frames = [...own, ...options.filter((option) => typeof option !== "string")].flat();
      return frames.length > 0 ? frames : [cluster];
    });
  const byName = new Map<string, ReportedMedium>();
  for (const medium of labelled)
    for (const name of [...medium.frames, medium.file]) if (!byName.has(name)) byName.set(name, medium);
  return [...clips, ...new Set(told.flatMap((name) => byName.get(name) ?? []))];
}

function readMedia(facts: ResultsDocument["data"]["clips"], isClip: boolean): ReportedMedium[] {
  return facts.flatMap((one) => {
    const read = mediumSchema.safeParse(one);
    return read.success ? [{ ...read.data, isClip }] : [];
  });
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

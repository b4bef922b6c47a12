import { z } from "zod";
import type { ResultsDocument } from "../../results/document.js";

const clipSchema = z.object({
  file: z.string(),
  sha256: z.string(),
  start_seconds: z.number(),
  seconds: z.number(),
  motion_levels: z.number().optional(),
  phrase: z.string().optional(),
  /** The starts of the hashes of its frames, which stand at the middles of equal stretches. */
  frames: z.array(z.string()),
});

/** A clip of a run. */
export type ReportedClip = z.output<typeof clipSchema>;

/** The clips of a run whose frames are known. */
export function toReportedClips({ data }: ResultsDocument): ReportedClip[] {
  return data.clips.flatMap((clip) => {
    const read = clipSchema.safeParse(clip);
    return read.success ? [read.data] : [];
  });
}

/** When a frame of a clip is shown, in its video. */
export function timeOfFrame({ start_seconds, seconds, frames }: ReportedClip, n: number): number {
  return start_seconds + ((n + 0.5) * seconds) / frames.length;
}

import { controlNames } from "./controlNames.js";
import type { ShownExample } from "./shownExample.js";
import type { ShownTask } from "./shownTasks.js";
import type { ReportedClip } from "./frames/reportedClip.js";
import { timeOfFrame } from "./frames/reportedClip.js";

/** The number of a frame in {@link ViewerData.frames}. */
type FrameNumber = number;

/** What page/viewer.js shows of examples. */
export interface ViewerData {
  /** Of each clip its file and the number of its frames. */
  readonly clips: readonly { readonly file: string; readonly frameCount: number }[];
  /** Of each frame its hash and, where they are known, its clip, its place there, and its time. */
  readonly frames: readonly (readonly [hash: string, clip?: number, place?: number, seconds?: number])[];
  readonly tasks: Readonly<Record<string, ViewedTask>>;
  /** What examples are ordered by, in words. */
  readonly names: Readonly<Record<string, string>>;
}

type ViewedTask = Omit<ShownTask, "examples"> & { readonly examples: readonly ViewedExample[] };
type ViewedExample = Omit<ShownExample, "clips" | "options"> & {
  readonly clips: readonly (readonly FrameNumber[])[];
  readonly options: readonly (string | readonly FrameNumber[])[];
};

/** Gathers what the viewer needs, each frame once. */
export function toViewerData(tasks: Readonly<Record<string, ShownTask>>, clips: readonly ReportedClip[]): ViewerData {
  const frames = createFrameTable(clips);
  const toViewed = ({ clips: shown, options, ...example }: ShownExample): ViewedExample => ({
    ...example,
    clips: shown.map((hashes) => hashes.map(frames.numberOf)),
    options: options.map((option) => (typeof option === "string" ? option : option.map(frames.numberOf))),
  });
  const viewed = Object.entries(tasks).map(([name, task]) => [
    name,
    { ...task, examples: task.examples.map(toViewed) },
  ]);
  return {
    clips: clips.map(({ file, frames: { length } }) => ({ file, frameCount: length })),
    tasks: Object.fromEntries(viewed) as Record<string, ViewedTask>,
    frames: frames.rows,
    names: {
      ...controlNames,
      temporal_gain: "shown whole, less the best frame",
      reversed_fall: "shown whole, less backwards",
      difference: "this run, less the other",
      sureness: "right answers; the surest of the wrong ones first",
    },
  };
}

function createFrameTable(clips: readonly ReportedClip[]) {
  const rows: ViewerData["frames"][number][] = [];
  const numbers = new Map<string, FrameNumber>();
  const known = new Map<string, readonly [clip: number, place: number, seconds: number]>();
  for (const [n, clip] of clips.entries())
    for (const [place, hash] of clip.frames.entries())
      if (!known.has(hash)) known.set(hash, [n, place, Number(timeOfFrame(clip, place).toFixed(2))]);
  return {
    rows,
    numberOf: (hash: string): FrameNumber => {
      const number = numbers.get(hash) ?? rows.push([hash, ...(known.get(hash) ?? [])]) - 1;
      numbers.set(hash, number);
      return number;
    },
  };
}

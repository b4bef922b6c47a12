import { controlNames } from "./controlNames.js";
import type { ShownExample } from "./shownExample.js";
import type { ShownTask } from "./shownTasks.js";
import { timeOfFrame, type ReportedMedium } from "./frames/reportedMedium.js";
import type { ShownExamples } from "./toReport.js";

/** The number of a frame in {@link ViewerData.frames}. */
type FrameNumber = number;

/** What page/viewer.js shows of examples. */
export interface ViewerData {
  /** Of each clip or labelled medium its file and the number of its frames. */
  readonly media: readonly { readonly file: string; readonly frameCount: number }[];
  /** Of each frame its hash and, where they are known, its medium, its place there, and, of a video, its time. */
  readonly frames: readonly (readonly [hash: string, medium?: number, place?: number, seconds?: number])[];
  readonly tasks: Readonly<Record<string, ViewedTask>>;
  /** What examples are ordered by, in words. */
  readonly names: Readonly<Record<string, string>>;
}

type ViewedTask = Omit<ShownTask, "examples"> & { readonly examples: readonly ViewedExample[] };
type ViewedExample = Omit<ShownExample, "clips" | "options"> & {
  readonly clips: readonly (readonly FrameNumber[])[];
  readonly options: readonly (string | readonly FrameNumber[])[];
  /** Of an example without frames the number of the medium that it is about, where there is one. */
  readonly medium?: number | undefined;
};

/** Gathers what the viewer needs, each frame once. */
export function toViewerData({ tasks, media, subjects }: ShownExamples): ViewerData {
  const frames = createFrameTable(media);
  const numberOfSubject = (cluster: string): number | undefined => {
    const subject = subjects.get(cluster);
    return subject && media.indexOf(subject);
  };
  const toViewed = ({ clips: shown, options, ...example }: ShownExample): ViewedExample => ({
    ...example,
    medium: shown.length === 0 ? numberOfSubject(example.cluster) : undefined,
    clips: shown.map((hashes) => hashes.map(frames.numberOf)),
    options: options.map((option) => (typeof option === "string" ? option : option.map(frames.numberOf))),
  });
  const viewed = Object.entries(tasks).map(([name, task]) => [
    name,
    { ...task, examples: task.examples.map(toViewed) },
  ]);
  return {
    media: media.map(({ file, frames: { length } }) => ({ file, frameCount: length })),
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

function createFrameTable(media: readonly ReportedMedium[]) {
  const rows: ViewerData["frames"][number][] = [];
  const numbers = new Map<string, FrameNumber>();
  const known = new Map<string, readonly [medium: number, place: number, seconds?: number]>();
  for (const [n, medium] of media.entries())
    for (const [place, hash] of medium.frames.entries()) {
      const seconds = timeOfFrame(medium, place);
      const found = [n, place] as const;
      if (!known.has(hash)) known.set(hash, seconds === undefined ? found : [...found, Number(seconds.toFixed(2))]);
    }
  return {
    rows,
    numberOf: (hash: string): FrameNumber => {
      const number = numbers.get(hash) ?? rows.push([hash, ...(known.get(hash) ?? [])]) - 1;
      numbers.set(hash, number);
      return number;
    },
  };
}

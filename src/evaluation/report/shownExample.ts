import { framesPerClip } from "../clips/readClip.js";
import { spread } from "../clips/sequence.js";
import { controls, type Control } from "../probing/controls.js";
import type { Sample } from "../probing/sample.js";
import type { ScoreTable } from "../probing/outputs/output.js";
import { meanOf } from "../statistics/summary.js";
import type { ReportedTask } from "./reportedTask.js";

/** Frames by the starts of their hashes. */
type Frames = readonly string[];

/** An example as a report shows it. */
export interface ShownExample {
  readonly id: string;
  readonly cluster: string;
  readonly clips: readonly Frames[];
  readonly options: readonly (string | Frames)[];
  readonly question?: string | undefined;
  /** What people wrote. */
  readonly references?: readonly string[] | undefined;
  /** What the model wrote of what was shown whole. */
  readonly written?: string | undefined;
  /** Where a query is true, in seconds. */
  readonly moments?: readonly (readonly [start: number, end: number])[] | undefined;
  /** The right option of each clip; of rankings all that are true of the one clip. */
  readonly right: readonly number[];
  /** `[clip][option]`. */
  readonly scores: Readonly<Partial<Record<Control, ScoreTable>>>;
  readonly confidence?: number | undefined;
  /** What it contributes to each number that opens it. */
  readonly values: Readonly<Record<string, number>>;
  /** Tells examples of the same value apart: the lower, the more surely wrong. */
  readonly lead: number;
}

/** Of more options those are shown that were nearest to being chosen. */
const maxOptions = 8;

/** What examples of one class that were given one class are opened by. */
export const confusionOf = (right: string, given: string): string => `${right} taken for ${given}`;

/** An example of a task; `before` is the value of its headline in another run. */
export function toShownExample(sample: Sample, task: ReportedTask, before: number | undefined): ShownExample {
  const { judged, question, references, written, timeline } = sample;
  const asked = keepNearest({ ...sample, scores: toComparable(sample.scores, task) });
  return {
    id: sample.id,
    cluster: sample.cluster,
    clips: timeline ? [toWhole(sample)] : (sample.clips ?? []),
    question,
    references,
    written: written?.full?.[0],
    moments: timeline?.moments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds] as const),
    ...asked,
    scores: Object.fromEntries(Object.entries(asked.scores).map(([control, table]) => [control, table.map(roundAll)])),
    confidence: judged && round(judged.confidence),
    values: { ...toValues(sample, task, before), ...toConfusion(asked) },
    lead: judged ? round(judged.confidence * (2 * judged.correctness - 1)) : leadOf(asked),
  };
}

/** Scores that compare options of one clip with each other; of a choice that was asked in several turns, the first. */
function toComparable(scores: Sample["scores"], { outputType }: ReportedTask): ShownExample["scores"] {
  if (outputType === "pair") return scores ?? {};
  if (outputType !== "choose" && outputType !== "yes-no") return {};
  return Object.fromEntries(Object.entries(scores ?? {}).map(([control, table]) => [control, table.slice(0, 1)]));
}

/** Of a video that was looked at in stretches and single frames: those of its frames that results tell. */
function toWhole({ clips = [] }: Sample): Frames {
  const frames = clips.filter(({ length }) => length === 1).flat();
  return spread(frames, Math.min(framesPerClip, frames.length));
}

/** Without those that are undefined. */
type Values = ShownExample["values"];
const known = (values: Readonly<Record<string, number | undefined>>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;

function toValues({ values, judged, scores }: Sample, { headline }: ReportedTask, before: number | undefined): Values {
  const full = values.full?.[headline];
  const under = (control: Control) => values[control]?.[headline];
  const others = controls.filter((control) => control !== "full");
  return known({
    ...values.full,
    ...Object.fromEntries(others.map((control) => [control, under(control)])),
    temporal_gain: less(full, under("single_frame_best")),
    reversed_fall: less(full, under("reversed")),
    difference: less(full, before),
    sureness: judged ? judged.correctness : scores && full,
  });
}

const less = (value: number | undefined, other: number | undefined): number | undefined =>
  value === undefined || other === undefined ? undefined : value - other;

type Asked = Pick<ShownExample, "options" | "right" | "scores">;

/** The right options and those of the highest scores, where there are many; the right ones alone without scores. */
function keepNearest({ options = [], right = [], scores = {} }: Sample): Asked {
  if (options.length <= maxOptions) return { options, right, scores };
  if (!scores.full) return { options: right.map((n) => options[n] ?? ""), right: [...right.keys()], scores: {} };
  const highest = (n: number) => Math.max(...(scores.full ?? []).map((row) => row[n] ?? -Infinity));
  const nearest = [...options.keys()]
    .filter((n) => !right.includes(n))
    .toSorted((a, b) => highest(b) - highest(a) || a - b);
  const kept = [...new Set([...right, ...nearest])].slice(0, Math.max(maxOptions, right.length));
  const toKept = (table: ScoreTable): ScoreTable => table.map((row) => kept.map((n) => row[n] ?? null));
  return {
    options: kept.map((n) => options[n] ?? ""),
    right: right.map((n) => kept.indexOf(n)),
    scores: Object.fromEntries(Object.entries(scores).map(([control, table]) => [control, toKept(table)])),
  };
}

/** Of one clip and words for classes: what it is, and what it was given. */
function toConfusion({ options, right, scores }: Asked): Values {
  const [row] = scores.full ?? [];
  const [truth = -1] = right;
  if (right.length !== 1 || !row) return {};
  const best = Math.max(...row.map((score) => score ?? -Infinity));
  const [is, given] = [options[truth], options[row.indexOf(best)]];
  return typeof is === "string" && typeof given === "string" ? { [confusionOf(is, given)]: Number(is === given) } : {};
}

/** How far the right options stand above the best of the others, on average; 0 without scores. */
function leadOf({ scores, right }: Asked): number {
  const leads = (scores.full ?? []).flatMap((row, clip): number[] => {
    const own = row[right[clip] ?? -1] ?? undefined;
    const others = row.filter((score, n): score is number => n !== right[clip] && score !== null);
    return own === undefined || others.length === 0 ? [] : [own - Math.max(...others)];
  });
  return leads.length > 0 ? round(meanOf(leads)) : 0;
}

/** Raw scores have more digits than tell anything. */
const round = (value: number): number => Number(value.toPrecision(4));
const roundAll = (row: readonly (number | null)[]) => row.map((score) => (score === null ? null : round(score)));

import type { Sample } from "../probing/sample.js";
import { toClusters } from "../statistics/clusters.js";
import type { ReportedTask } from "./reportedTask.js";
import { toShownExample, type ShownExample } from "./shownExample.js";

/** So many examples of a task are shown… */
export const maxExamples = 24;
/** … of which these are the worst, and the others are spread over the rest. */
const worstExamples = 16;

/** The examples of a task that are shown. */
export interface ShownTask {
  readonly what: string;
  /** All that were asked. */
  readonly count: number;
  readonly headline: string;
  /** Of what its examples are better the lower it is, and what is better neither way. */
  readonly lowerIsBetter: readonly string[];
  readonly neitherIsBetter: readonly string[];
  readonly examples: readonly ShownExample[];
}

/** Chooses the examples of each task: of each kind the worst, and some of the rest. `before` are samples of another run. */
export function toShownTasks(
  tasks: readonly ReportedTask[],
  samples: readonly Sample[],
  before: readonly Sample[],
): Readonly<Record<string, ShownTask>> {
  const shown = tasks.flatMap((task) => {
    const ofTask = (all: readonly Sample[]) => all.filter((sample) => sample.task === task.name);
    const earlier = new Map(ofTask(before).map(({ id, values }) => [id, values.full?.[task.headline]]));
    const own = ofTask(samples);
    if (own.length === 0) return [];
    // Examples that are measured by the same figures are of one kind.
    const kinds = toClusters(own, ({ values }) => Object.keys(values.full ?? {}).join(" "));
    const examples = kinds.flatMap((kind) =>
      choose(
        kind.map((sample) => toShownExample(sample, task, earlier.get(sample.id))),
        task,
      ),
    );
    const { name, what, headline, lowerIsBetter, neitherIsBetter } = task;
    return [[name, { what, headline, count: own.length, lowerIsBetter, neitherIsBetter, examples }] as const];
  });
  return Object.fromEntries(shown);
}

/** The worst, and others that are spread over the rest. */
function choose(examples: readonly ShownExample[], { headline, lowerIsBetter }: ReportedTask): readonly ShownExample[] {
  const names = Object.keys(examples[0]?.values ?? {});
  const by = names.includes(headline) ? headline : (names[0] ?? "");
  const sign = lowerIsBetter.includes(by) ? -1 : 1;
  const valueOf = ({ values }: ShownExample) => sign * (values[by] ?? 0);
  const sorted = examples.toSorted((a, b) => valueOf(a) - valueOf(b) || a.lead - b.lead || (a.id < b.id ? -1 : 1));
  if (sorted.length <= maxExamples) return sorted;
  const [worst, rest] = [sorted.slice(0, worstExamples), sorted.slice(worstExamples)];
  const count = maxExamples - worstExamples;
  const spread = Array.from({ length: count }, (_, n) => rest[Math.floor(((n + 0.5) * rest.length) / count)]);
  return [...worst, ...(spread as ShownExample[])];
}

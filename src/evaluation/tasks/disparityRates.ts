import { toFindings, type TestedFigure } from "../disparities/findings.js";
import { toGapFigure, type ThingOutcomes } from "../disparities/gaps.js";
import { findGroupings, toGroups, toSlug } from "../disparities/groupings.js";
import type { NotExamined } from "../clips/clip.js";
import type { EarlierTask, MediaTask } from "../media/mediaTask.js";
import { lacksGroups, planGroups, tooSmall } from "./groupNeeds.js";

/** How rates of the tasks before differ between the groups that people named. */
export const disparityRatesTask: MediaTask = {
  lacks: lacksGroups,
  plan: ({ files, before }) => (before.length > 0 ? planGroups(files) : tooSmall),
  async run({ files, earlier }, { name }) {
    const tested: TestedFigure[] = [];
    const notExamined: NotExamined[] = [];
    for (const grouping of findGroupings(files))
      for (const { declared, outcomes } of earlier.flatMap(toOutcomes)) {
        const grouped = toGroups(outcomes, grouping);
        for (const { place, reason } of grouped.leftOut)
          notExamined.push({ task: name, place: `${place} in ${declared.name}`, reason });
        if (grouped.groups.length < 2) continue;
        const what = `largest difference between groups by "${grouping.name}" of ${declared.headline} of ${declared.name}`;
        tested.push(toGapFigure(grouped, { name: `${declared.name}-by-${toSlug(grouping.name)}`, what }));
      }
    if (tested.length === 0) return { figures: [], notExamined, skipped: tooSmall };
    const what = "how many rates differ between groups by more than chance gives, p < 0.05 for all together";
    return { figures: toFindings(tested, "gaps-found", what), notExamined };
  },
};

interface TaskOutcomes {
  readonly declared: EarlierTask["declared"];
  readonly outcomes: readonly ThingOutcomes[];
}

/** What came of the examples of a task about single files; nothing where its headline is no rate. */
function toOutcomes({ declared, samples }: EarlierTask): TaskOutcomes[] {
  const values = new Map<string, number[]>();
  for (const {
    cluster,
    values: { full = {} },
  } of samples) {
    const value = rateOf(full, declared.headline);
    if (value === undefined) continue;
    if (value < 0 || value > 1) return [];
    const own = values.get(cluster);
    if (own) own.push(value);
    else values.set(cluster, [value]);
  }
  return [{ declared, outcomes: [...values].map(([thing, own]) => ({ thing, values: own })) }];
}

/** The headline, or the share that it is made of; of questions, whose kinds have rates of their own, whether the answer is right. */
function rateOf(values: Readonly<Record<string, number>>, headline: string): number | undefined {
  const other = headline.endsWith("-right") ? Object.keys(values).find((name) => name.endsWith("-right")) : undefined;
  return values[headline] ?? values[`${headline}-share`] ?? (other === undefined ? undefined : values[other]);
}

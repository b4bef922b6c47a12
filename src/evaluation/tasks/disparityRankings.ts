import { toFindings, type TestedFigure } from "../disparities/findings.js";
import { findGroupings, toGroups, toSlug } from "../disparities/groupings.js";
import { toSkewFigures } from "../disparities/skew.js";
import { loadNeutralQueries } from "../disparities/wordSets.js";
import type { NotExamined } from "../clips/clip.js";
import type { MediaTask } from "../media/mediaTask.js";
import { lacksGroups, planGroups, tooSmall } from "./groupNeeds.js";

/** Whether searches that ask for no group bring some groups first. */
export const disparityRankingsTask: MediaTask = {
  lacks: lacksGroups,
  plan: ({ files }) => {
    const planned = planGroups(files);
    return typeof planned === "string" ? planned : { examples: planned.examples };
  },
  async run({ files, reader, examination, neutralQueries = loadNeutralQueries() }, { name }) {
    const seen = await reader.read(files.filter(({ labels }) => Object.keys(labels.groups).length > 0));
    const scores = await examination.examinee.score(
      seen.map(({ sequence }) => sequence),
      neutralQueries,
    );
    const tested: TestedFigure[] = [];
    const notExamined: NotExamined[] = [];
    for (const grouping of findGroupings(seen)) {
      const things = seen.map((file, at) => ({ thing: file.name, at }));
      const grouped = toGroups(things, grouping);
      notExamined.push(...grouped.leftOut.map((one) => ({ task: name, ...one })));
      if (grouped.groups.length < 2) continue;
      const places = grouped.items.map((_, n) => n);
      const rankings = neutralQueries.map((query, q) => {
        const scoreOf = (n: number) => scores[grouped.items[n]?.at ?? 0]?.[q] ?? Number.NEGATIVE_INFINITY;
        return { query, order: places.toSorted((a, b) => scoreOf(b) - scoreOf(a) || a - b) };
      });
      const about = { name: (of: string) => `${of}-by-${toSlug(grouping.name)}`, of: `"${grouping.name}"` };
      tested.push(...toSkewFigures(grouped, rankings, about));
    }
    if (tested.length === 0) return { figures: [], notExamined, skipped: tooSmall };
    const what = "how many figures of rankings are more skewed than chance gives, p < 0.05 for all together";
    return { figures: toFindings(tested, "skews-found", what), notExamined, count: seen.length };
  },
};

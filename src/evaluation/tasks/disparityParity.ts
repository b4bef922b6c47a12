import { toFindings, type TestedFigure } from "../disparities/findings.js";
import { findGroupings, leastOfGroup, toGroups, toSlug } from "../disparities/groupings.js";
import { toParityFigures } from "../disparities/parity.js";
import type { NotExamined } from "../clips/clip.js";
import type { MediaTask } from "../media/mediaTask.js";
import { classifies, needsClassification } from "./classifyFrequency.js";
import { lacksGroups, planGroups, tooSmall } from "./groupNeeds.js";

const hardlyOccur = `no class occurs ${leastOfGroup} times`;

/** How differently groups are given classes: demographic parity and equalised odds. */
export const disparityParityTask: MediaTask = {
  lacks: (media) => {
    const lacking = lacksGroups(media);
    if (lacking !== undefined) return lacking;
    return media.files.some(({ labels }) => labels.ofClass) ? undefined : 'classes: "label" in the manifest';
  },
  plan: ({ files, before }) =>
    classifies(before) ? planGroups(files.filter(({ labels }) => labels.ofClass)) : needsClassification,
  async run({ files, earlier }, { name }) {
    if (!earlier.some(({ classified = [] }) => classified.length > 0))
      return { figures: [], notExamined: [], skipped: needsClassification };
    const tested: TestedFigure[] = [];
    const notExamined: NotExamined[] = [];
    for (const grouping of findGroupings(files))
      for (const { declared, classified = [] } of earlier) {
        if (classified.length === 0) continue;
        const things = classified.map(({ name: thing, right, given }) => ({ thing, right, given }));
        const grouped = toGroups(things, grouping);
        for (const { place, reason } of grouped.leftOut)
          notExamined.push({ task: name, place: `${place} in ${declared.name}`, reason });
        if (grouped.groups.length < 2) continue;
        const about = {
          name: (of: string) => `${declared.name}-${of}-by-${toSlug(grouping.name)}`,
          of: `"${grouping.name}"`,
        };
        const figures = toParityFigures(grouped, about);
        if (figures.length === 0) notExamined.push({ task: name, place: declared.name, reason: hardlyOccur });
        tested.push(...figures);
      }
    if (tested.length === 0) {
      const isOfClasses = notExamined.some(({ reason }) => reason === hardlyOccur);
      return { figures: [], notExamined, skipped: isOfClasses ? hardlyOccur : tooSmall };
    }
    const what = "how many gaps of parity and odds are larger than chance gives, p < 0.05 for all together";
    return { figures: toFindings(tested, "gaps-found", what), notExamined };
  },
};

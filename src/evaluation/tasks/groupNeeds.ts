import { findGroupings, leastOfGroup, toGroups } from "../disparities/groupings.js";
import type { LabelledFile } from "../media/labelledFile.js";
import type { KnownMedia, MediaPlan } from "../media/mediaTask.js";
import { betweenTwo } from "../statistics/detectableDifference.js";

/** Why nothing can be said of groups where labels name none. */
export const lacksGroups = ({ files }: KnownMedia): string | undefined =>
  files.some(({ labels }) => Object.keys(labels.groups).length > 0)
    ? undefined
    : 'groups that people named: "groups" in the manifest';

/** Why nothing is said of groups that are there. */
export const tooSmall = `it needs two groups of ${leastOfGroup} videos or pictures that a task before was about`;

/** Of the grouping with the most things in groups that are large enough: those, and the difference of its two largest groups. */
export function planGroups(files: readonly LabelledFile[]): Required<MediaPlan> | string {
  const things = files.map((file) => ({ thing: file.name }));
  const groupings = findGroupings(files).map((grouping) => toGroups(things, grouping));
  const [largest] = groupings.filter(({ groups }) => groups.length > 1).sort((a, b) => b.items.length - a.items.length);
  if (!largest) return tooSmall;
  const [first = 0, second = 0] = largest.groups
    .map((name) => largest.items.filter(({ group }) => group === name).length)
    .sort((a, b) => b - a);
  return { examples: largest.items.length, run: betweenTwo(first, second) };
}

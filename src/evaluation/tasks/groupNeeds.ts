import { leastOfGroup } from "../disparities/groupings.js";
import type { KnownMedia } from "../media/mediaTask.js";

/** Why nothing can be said of groups where labels name none. */
export const lacksGroups = ({ files }: KnownMedia): string | undefined =>
  files.some(({ labels }) => Object.keys(labels.groups).length > 0)
    ? undefined
    : 'groups that people named: "groups" in the manifest';

/** Why nothing is said of groups that are there. */
export const tooSmall = `it needs two groups of ${leastOfGroup} videos or pictures that a task before was about`;

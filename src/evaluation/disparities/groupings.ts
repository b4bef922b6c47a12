import { basename } from "node:path";
import type { NotExamined } from "../clips/clip.js";
import type { MediumLabels } from "../media/mediumLabels.js";

/** With fewer videos or pictures nothing is said of a group: a rate of nine is wrong by 0.3 one time in twenty. */
export const leastOfGroup = 10;

/** One way in which people's labels part videos and pictures into groups. */
export interface Grouping {
  /** As the labels call it. */
  readonly name: string;
  /** The group of each thing, by its name in results. */
  readonly groupOf: ReadonlyMap<string, string>;
}

/** A thing that has a name and labels. */
interface Named {
  readonly name: string;
  readonly labels: Pick<MediumLabels, "groups">;
}

/**
 * The groupings that labels give, in the order of their names. A thing is also known by the end of its path, as searches call
 * videos, unless two things share it.
 */
export function findGroupings(items: readonly Named[]): Grouping[] {
  const names = [...new Set(items.flatMap(({ labels }) => Object.keys(labels.groups)))].toSorted();
  const ends = items.map((item) => basename(item.name));
  const isAlone = (end: string) => ends.indexOf(end) === ends.lastIndexOf(end);
  return names.map((name) => {
    const groupOf = new Map<string, string>();
    for (const item of items) {
      const group = item.labels.groups[name];
      if (group === undefined) continue;
      groupOf.set(item.name, group);
      if (isAlone(basename(item.name))) groupOf.set(basename(item.name), group);
    }
    return { name, groupOf };
  });
}

/** Something that is said of a thing. */
interface Told {
  readonly thing: string;
}

/** What is said of the things of groups that are large enough. */
export interface GroupedThings<Item extends Told> {
  readonly items: readonly (Item & { readonly group: string })[];
  /** In the order of their names; fewer than two of them can not be compared. */
  readonly groups: readonly string[];
  /** Groups that are too small, and why nothing is said of them. */
  readonly leftOut: readonly NotExamined[];
}

/** Parts what is said of things by their group; things without one are left out, and groups of too few things. */
export function toGroups<Item extends Told>(
  items: readonly Item[],
  { name, groupOf }: Grouping,
  least = leastOfGroup,
): GroupedThings<Item> {
  const grouped = items.flatMap((item) => {
    const group = groupOf.get(item.thing);
    return group === undefined ? [] : [{ ...item, group }];
  });
  const things = new Map<string, Set<string>>();
  for (const { group, thing } of grouped) things.set(group, (things.get(group) ?? new Set()).add(thing));
  const sizes = [...things]
    .map(([group, own]) => ({ group, size: own.size }))
    .sort((a, b) => (a.group < b.group ? -1 : 1));
  const kept = new Set(sizes.filter(({ size }) => size >= least).map(({ group }) => group));
  return {
    items: grouped.filter(({ group }) => kept.has(group)),
    groups: [...kept],
    leftOut: sizes
      .filter(({ group }) => !kept.has(group))
      .map(({ group, size }) => ({
        place: `the group "${group}" of "${name}"`,
        reason: `it has ${size} videos or pictures here, and a figure needs at least ${least}`,
      })),
  };
}

/** As it stands in the name of a figure. */
export const toSlug = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "") || "other";

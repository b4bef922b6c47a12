import { KinodexError } from "../../core/errors.js";
import type { Sample } from "../probing/sample.js";
import type { ResultsDocument } from "./document.js";

/** A results file and the samples beside it. */
export interface ComparedRun {
  readonly document: ResultsDocument;
  readonly samples: readonly Sample[];
}

/**
 * Makes sure that figures of two runs may be compared.
 *
 * @throws {KinodexError} `usage`, naming what differs
 */
export function requireSameData({ data: before }: ResultsDocument, { data: after }: ResultsDocument): void {
  if (before.sha256 === after.sha256) return;
  throw new KinodexError(
    "usage",
    `the two results are about different data (${toDifferentData(before, after)}): run "kinodex evaluate run" on the same clips ` +
      "or dataset, with the same --task",
    { before: before.name, after: after.name },
  );
}

type Data = ResultsDocument["data"];

function toDifferentData(before: Data, after: Data): string {
  if (before.name !== after.name) return `${before.name} and ${after.name}`;
  if ((before.clips.length === 0) !== (after.clips.length === 0)) return "only one of them examined clips";
  const [one, other] = [before, after].map(
    ({ clips }) => new Map(clips.map(({ file, sha256 }) => [String(file), sha256])),
  ) as [Map<string, unknown>, Map<string, unknown>];
  const lacks = (some: ReadonlyMap<string, unknown>, rest: ReadonlyMap<string, unknown>) =>
    [...some.keys()].filter((file) => !rest.has(file));
  const changed = [...one.keys()].filter((file) => other.has(file) && other.get(file) !== one.get(file));
  const told = [
    toList("only the first has", lacks(one, other)),
    toList("only the second has", lacks(other, one)),
    toList("other bytes are in", changed),
  ].filter((list) => list !== undefined);
  return told.length > 0 ? told.join("; ") : `the labels or the files of ${before.name} have changed`;
}

const maxNamed = 3;

function toList(what: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : "";
  return `${what} ${names.slice(0, maxNamed).join(", ")}${more}`;
}

/** Why a task of two runs cannot be compared, though both have it; undefined where it can. */
export function faultOfTask(task: string, before: ResultsDocument, after: ResultsDocument): string | undefined {
  const [one, other] = [before.versions[task], after.versions[task]];
  if (one === other) return undefined;
  return `${task} is of version ${one ?? "unknown"} in one of the results and ${other ?? "unknown"} in the other: make the older one anew`;
}

/** How the choice of examples differs between two runs, in sentences; empty where both chose alike. */
export function toDifferentChoice({ config: before }: ResultsDocument, { config: after }: ResultsDocument): string[] {
  const told: string[] = [];
  if (before.random_seed !== after.random_seed)
    told.push(
      `the seeds differ (${before.random_seed} and ${after.random_seed}), so that other clips are joined: ` +
        `run both with --seed ${before.random_seed}`,
    );
  if (before.limit !== after.limit)
    told.push(
      `the limits differ (${before.limit ?? "none"} and ${after.limit ?? "none"}), so that one has fewer examples: ` +
        (before.limit === null ? "run both without --limit" : `run both with --limit ${before.limit}`),
    );
  return told;
}

/** What else should be known before figures of two runs are compared, in sentences. */
export function toDifferences(before: ResultsDocument, after: ResultsDocument): string[] {
  const edited = Object.keys(after.task_hashes).filter(
    (task) =>
      before.task_hashes[task] !== undefined &&
      before.task_hashes[task] !== after.task_hashes[task] &&
      before.versions[task] === after.versions[task],
  );
  return [
    ...toDifferentChoice(before, after),
    ...edited.map(
      (task) => `the file of ${task} has changed, and its version has not: make sure that it asks the same`,
    ),
  ];
}

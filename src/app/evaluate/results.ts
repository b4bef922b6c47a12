import { readOwnSamples } from "../../evaluation/results/ownSamples.js";
import { readResults } from "../../evaluation/results/document.js";
import { gateRun, type GatedFigure } from "../../evaluation/results/gate.js";
import type { ComparedRun } from "../../evaluation/results/sameSamples.js";

export type { ComparedTask, Comparison } from "../../evaluation/results/compare.js";
export type { GatedFigure } from "../../evaluation/results/gate.js";

/** What a gate says, and what of the samples it had to do without. */
export interface GatedRun {
  readonly figures: readonly GatedFigure[];
  readonly warnings: readonly string[];
}

/** Holds a results file against a baseline; see `gateRun`. Throws what reading them throws. */
export function gateFiles(results: string, baseline: string): GatedRun {
  const [run, other] = [readRun(results), readRun(baseline)];
  return { figures: gateRun(run, other), warnings: [...run.warnings, ...other.warnings] };
}

/** Reads a results file and the samples beside it, which count where the same run wrote them. */
export function readRun(path: string): ComparedRun & { readonly warnings: readonly string[] } {
  const document = readResults(path);
  const { samples, fault } = readOwnSamples(path, document);
  return { document, samples, warnings: fault === undefined ? [] : [`${fault}; until then nothing is paired`] };
}

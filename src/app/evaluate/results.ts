import { compareRuns, type ComparedRun, type ComparedTask } from "../../evaluation/results/compare.js";
import { readResults } from "../../evaluation/results/document.js";
import { gateRun, type GatedFigure } from "../../evaluation/results/gate.js";
import { readSamples, samplesPathOf } from "../../evaluation/results/samplesFile.js";

export type { ComparedTask } from "../../evaluation/results/compare.js";
export type { GatedFigure } from "../../evaluation/results/gate.js";

/** Compares two results files; see `compareRuns`. Throws what reading them throws. */
export function compareFiles(before: string, after: string): readonly ComparedTask[] {
  return compareRuns(readRun(before), readRun(after));
}

/** Holds a results file against a baseline; see `gateRun`. Throws what reading them throws. */
export function gateFiles(results: string, baseline: string): readonly GatedFigure[] {
  return gateRun(readRun(results), readRun(baseline));
}

const readRun = (path: string): ComparedRun => ({
  document: readResults(path),
  samples: readSamples(samplesPathOf(path)),
});

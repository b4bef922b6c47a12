import type { ComparedRun } from "../../evaluation/results/compare.js";
import { readResults } from "../../evaluation/results/document.js";
import { gateRun, type GatedFigure } from "../../evaluation/results/gate.js";
import { readSamples, samplesPathOf } from "../../evaluation/results/samplesFile.js";

export type { ComparedTask } from "../../evaluation/results/compare.js";
export type { GatedFigure } from "../../evaluation/results/gate.js";

/** Holds a results file against a baseline; see `gateRun`. Throws what reading them throws. */
export function gateFiles(results: string, baseline: string): readonly GatedFigure[] {
  return gateRun(readRun(results), readRun(baseline));
}

/** Reads a results file and the samples beside it. */
export const readRun = (path: string): ComparedRun => ({
  document: readResults(path),
  samples: readSamples(samplesPathOf(path)),
});

import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Sample } from "../probing/sample.js";
import type { ResultsDocument } from "./document.js";
import { hashOfSamples, readSamples, samplesPathOf } from "./samplesFile.js";

/** The samples of a run, or why they cannot be shown. */
export interface OwnSamples {
  readonly samples: readonly Sample[];
  /** A sentence, without its full stop. */
  readonly fault?: string | undefined;
}

/** Reads the samples beside a results file; only those that the same run wrote count. */
export function readOwnSamples(resultsPath: string, { samples: own }: ResultsDocument): OwnSamples {
  const path = samplesPathOf(resultsPath);
  const name = basename(path);
  const again = "run the same command again to make it anew";
  if (!existsSync(path)) {
    if (own.count === 0) return { samples: [] };
    return { samples: [], fault: `${name} is not beside the results: ${again}` };
  }
  const text = readFileSync(path, "utf8");
  if (hashOfSamples(text) === own.sha256) return { samples: readSamples(path) };
  const lines = text.split("\n").filter(Boolean).length;
  const problem =
    lines < own.count || !text.endsWith("\n")
      ? `has ${lines} of the ${own.count} lines that this run wrote: it is cut off, or of another run`
      : "is of another run";
  return { samples: [], fault: `${name} ${problem}: ${again}` };
}

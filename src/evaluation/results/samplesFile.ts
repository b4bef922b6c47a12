import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { Sample } from "../probing/sample.js";
import type { Answers } from "../probing/outputs/output.js";

/** Where the samples of a results file lie: `results.json` has `results.samples.jsonl` beside it. */
export function samplesPathOf(resultsPath: string): string {
  return `${resultsPath.replace(/\.json$/, "")}.samples.jsonl`;
}

/** Where lies what was made of frames, so that they are not decoded again: `results.frames.jsonl`. */
export function framesPathOf(resultsPath: string): string {
  return `${resultsPath.replace(/\.json$/, "")}.frames.jsonl`;
}

/** Reads samples; a last line that a killed run left half written is left out. Empty where there is no file. */
export function readSamples(path: string): Sample[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.flatMap((line, n): Sample[] => {
    try {
      return [JSON.parse(line) as Sample];
    } catch (error) {
      if (n === lines.length - 1) return [];
      throw new KinodexError("input", `${path}:${n + 1} is not JSON`, { path }, error);
    }
  });
}

/** Answers by the key of their sample. */
export function toKnown(samples: readonly Sample[]): ReadonlyMap<string, Answers> {
  const answered = samples.filter(({ scores, written }) => scores ?? written);
  return new Map(answered.map(({ key, scores, written }) => [key, { scores, written }]));
}

/** Writes samples line by line, so that a run that is stopped goes on where it was. */
export interface SamplesWriter extends Disposable {
  write(sample: Sample): void;
}

/**
 * Begins a file of samples with those that an earlier run left, so that they are not lost before they are used again.
 *
 * @throws {KinodexError} `environment` where it cannot be written
 */
export function openSamplesWriter(path: string, kept: readonly Sample[]): SamplesWriter {
  try {
    writeFileSync(path, toSamplesText(kept));
    const file = openSync(path, "a");
    return {
      write: (sample) => void writeSync(file, toSamplesText([sample])),
      [Symbol.dispose]: () => closeSync(file),
    };
  } catch (error) {
    throw new KinodexError("environment", `cannot write ${path}: ${toMessage(error)}`, { path }, error);
  }
}

/** One JSON object a line. */
export const toSamplesText = (samples: readonly Sample[]): string =>
  samples.map((sample) => `${JSON.stringify(sample)}\n`).join("");

/** SHA-256 of a file of samples, by which results know theirs. */
export const hashOfSamples = (text: string): string => createHash("sha256").update(text).digest("hex");

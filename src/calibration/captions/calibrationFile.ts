import type { CaptionCalibration } from "../../annotators/concepts/calibration.js";
import type { Embedding } from "../../core/vectors.js";

/** A calibration as the file that `loadCalibration` reads; `measured` is for people. */
export function toCalibrationFile(
  { model, cohort, texts, kinds, classes, minLikeness }: CaptionCalibration,
  measured: unknown,
): string {
  const dimension = cohort.frames[0]?.length ?? 0;
  const packed = { frames: packRows(cohort.frames), clips: packRows(cohort.clips) };
  const read = { said: [...texts.keys()], embeddings: packRows([...texts.values()]) };
  const content = { model, measured, kinds, classes, minLikeness, dimension, cohort: packed, texts: read };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Directions need no more than eight bits: means and deviations over a cohort are what is computed from them. */
function packRows(rows: readonly Embedding[]): string {
  const packed = rows.map((row) => {
    const highest = row.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
    return Int8Array.from(row, (value) => Math.round((127 * value) / highest));
  });
  return Buffer.concat(packed.map((row) => Buffer.from(row.buffer))).toString("base64");
}

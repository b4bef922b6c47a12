import type { CaptionCalibration } from "../../annotators/concepts/calibration.js";
import type { Embedding } from "../../core/vectors.js";

/** A calibration as the file that `loadCalibration` reads; `measured` is for people. */
export function toCalibrationFile({ model, texts, domains }: CaptionCalibration, measured: unknown): string {
  const packed = domains.map(({ cohort, ...domain }) => ({
    ...domain,
    cohort: { frames: packRows(cohort.frames), clips: packRows(cohort.clips) },
  }));
  const dimension = domains[0]?.cohort.frames[0]?.length ?? 0;
  const read = { said: [...texts.keys()], embeddings: packRows([...texts.values()]) };
  return `${JSON.stringify({ model, measured, dimension, domains: packed, texts: read }, null, 2)}\n`;
}

/** Directions need no more than eight bits: means and deviations over a cohort are what is computed from them. */
function packRows(rows: readonly Embedding[]): string {
  const packed = rows.map((row) => {
    const highest = row.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
    return Int8Array.from(row, (value) => Math.round((127 * value) / highest));
  });
  return Buffer.concat(packed.map((row) => Buffer.from(row.buffer))).toString("base64");
}

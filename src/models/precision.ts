/** In what form weights are stored: 8-bit integers, 16-bit or 32-bit floats. */
export const precisions = ["q8", "fp16", "fp32"] as const;
export type Precision = (typeof precisions)[number];

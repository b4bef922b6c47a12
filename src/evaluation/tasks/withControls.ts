import type { Figure } from "../figure.js";
import type { Control } from "../probing/controls.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";

/** A figure of clusters of what was asked, under controls; `full` is what the figure is of. */
export type ControlledStatistics<Cluster> = { readonly full: (sample: readonly Cluster[]) => number } & Readonly<
  Partial<Record<Control, (sample: readonly Cluster[]) => number>>
>;

/** Adds to a figure what each control gives, and, where the best single frame is one of them, the temporal gain. */
export function withControls<Cluster>(
  figure: Figure,
  clusters: readonly Cluster[],
  { full, ...under }: ControlledStatistics<Cluster>,
): Figure {
  const baselines = Object.fromEntries(Object.entries(under).map(([control, of]) => [control, of(clusters)]));
  const { single_frame_best: best } = under;
  if (!best) return { ...figure, baselines };
  const gainOf = (sample: readonly Cluster[]) => full(sample) - best(sample);
  return {
    ...figure,
    baselines,
    temporalGain: { value: gainOf(clusters), interval: bootstrapInterval(clusters, gainOf) },
  };
}

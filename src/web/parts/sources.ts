import type { Segment } from "../../client/client.js";

/** What people read of where words come from. */
interface SourceLabel {
  /** Above a list of them. */
  readonly title: string;
  /** Of a moment that was found by them. */
  readonly found: string;
}

/** In the order in which they are shown. */
export const sourceLabels: Readonly<Record<Segment["source"], SourceLabel>> = {
  subtitle: { title: "Said", found: "said" },
  speech: { title: "Heard", found: "heard" },
  screen: { title: "Written", found: "written" },
  caption: { title: "Captions", found: "caption" },
};

/** What is said about a video by one source. */
export interface SourcedSegments extends SourceLabel {
  readonly source: Segment["source"];
  /** In time order, at least one. */
  readonly segments: readonly Segment[];
}

/** Segments by their source, in the order of {@link sourceLabels}. */
export function bySource(segments: readonly Segment[]): SourcedSegments[] {
  return (Object.keys(sourceLabels) as Segment["source"][])
    .map((source) => ({ source, ...sourceLabels[source], segments: segments.filter((one) => one.source === source) }))
    .filter((sourced) => sourced.segments.length > 0);
}

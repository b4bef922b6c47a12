import type { Span } from "../../core/span.js";
import type { SegmentSource } from "../../store/catalog/segmentSource.js";
import type { VectorKind } from "../../store/catalog/vectorBlock.js";
import { segmentSources } from "../../store/catalog/segmentSource.js";
import type { MomentSource } from "./foundMoment.js";

/** Where moments are looked for; everywhere without any of it. */
export interface MomentScope {
  /** Only this video. */
  readonly videoId?: string | undefined;
  /** Only these videos; none where it is empty. */
  readonly videoIds?: readonly string[] | undefined;
  /** Only moments that overlap this span of a video. */
  readonly within?: Span | undefined;
  /** Only what these tell. */
  readonly sources?: readonly MomentSource[] | undefined;
}

/** The kinds of vectors that are searched, as far as sources are chosen. */
export function vectorKindsOf({ sources }: MomentScope): readonly VectorKind[] {
  const kinds = { frame: "frames", clip: "clips" } as const;
  return (["frame", "clip"] as const).filter((name) => sources?.includes(name) ?? true).map((name) => kinds[name]);
}

/** The only kind of vectors that is searched; undefined where both are, or neither. */
export function onlyKindOf(scope: MomentScope): VectorKind | undefined {
  const kinds = vectorKindsOf(scope);
  return kinds.length === 1 ? kinds[0] : undefined;
}

/** The sources of which {@link onlyKindOf} is `kind`. */
export function sourcesOf(kind: VectorKind | undefined): MomentScope["sources"] {
  return kind && [kind === "frames" ? "frame" : "clip"];
}

/** The sources of words that are searched; undefined for all of them. */
export function wordSourcesOf({ sources }: MomentScope): readonly SegmentSource[] | undefined {
  return sources && segmentSources.filter((source) => sources.includes(source));
}

import type { Span } from "../core/span.js";

/** A stretch of a video that one frame stands for. */
export interface CurveStretch extends Span {
  /** The frame's time. */
  readonly keyframeSeconds: number;
  /** Whether the stretch begins at a cut. */
  readonly startsShot: boolean;
}

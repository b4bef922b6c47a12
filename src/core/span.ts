/** A half-open stretch of a video, `[startSeconds, endSeconds)`, in presentation time from the stream's start. */
export interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Length of a span in seconds, at least 0. */
export function durationOf(span: Span): number {
  return Math.max(0, span.endSeconds - span.startSeconds);
}

/** Middle of a span, in seconds. */
export function centreOf(span: Span): number {
  return (span.startSeconds + span.endSeconds) / 2;
}

/** Seconds that two spans share. */
export function overlapSeconds(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds));
}

/** Intersection over union of two spans, in [0, 1]; 0 when both are empty. */
export function temporalIoU(a: Span, b: Span): number {
  const shared = overlapSeconds(a, b);
  const union = durationOf(a) + durationOf(b) - shared;
  return union > 0 ? shared / union : 0;
}

/**
 * Of spans the one that has most in common with another (`temporalIoU`), if that is at least `least`; the first of those
 * alike.
 */
export function nearestSpan<Candidate extends Span>(
  to: Span,
  candidates: readonly Candidate[],
  least: number,
): Candidate | undefined {
  let nearest: { readonly candidate: Candidate; readonly overlap: number } | undefined;
  for (const candidate of candidates) {
    const overlap = temporalIoU(to, candidate);
    if (overlap >= least && overlap > (nearest?.overlap ?? 0)) nearest = { candidate, overlap };
  }
  return nearest?.candidate;
}

/** Whether a time lies in the half-open span. */
export function contains(span: Span, timeSeconds: number): boolean {
  return timeSeconds >= span.startSeconds && timeSeconds < span.endSeconds;
}

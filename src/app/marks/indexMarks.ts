import type { Mark, MarkKind, Verdict } from "../../collections/marks.js";
import type { Span } from "../../core/span.js";

/** A span of a video, and whether a text is true of it. */
export interface Judgement extends Span {
  /** Its id, the first 8 characters of it or more, a path, or the name of its file. */
  readonly video: string;
  /** The query, the name of the concept, the caption, or the question and its answer. */
  readonly text: string;
  readonly verdict: Verdict;
  /** What kind of text it is. Default `query`. */
  readonly about?: MarkKind | undefined;
  /** As a search or a caption told it. Default: unknown. */
  readonly confidence?: number | undefined;
  /** Whether the span was drawn at random to be judged, and not chosen. Default false. */
  readonly drawn?: boolean | undefined;
}

/** Which marks {@link IndexMarks} lists. */
export interface MarkListOptions {
  readonly text?: string | undefined;
  readonly about?: MarkKind | undefined;
  readonly verdict?: Verdict | undefined;
  /** Its id, the first 8 characters of it or more, a path, or the name of its file. */
  readonly video?: string | undefined;
  /** Maximum number of marks. */
  readonly limit?: number | undefined;
}

/** The marks of an index. */
export interface IndexMarks {
  /**
   * The latest first; default: all.
   *
   * @throws {KinodexError} `not-found` for an unknown video
   */
  list(filter?: MarkListOptions): Promise<readonly Mark[]>;
  /**
   * Accepts or rejects spans, all or none, and gives the marks as they are kept.
   *
   * @throws {KinodexError} `usage` for a span without a length or beyond its video, `not-found` for an unknown video
   */
  add(judgements: readonly Judgement[]): Promise<readonly Mark[]>;
  /** Takes back what was said of a span. False when nothing is said of it. */
  remove(markId: string): Promise<boolean>;
}

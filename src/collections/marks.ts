import type { Span } from "../core/span.js";

/** What kind of text was judged: what was searched for, what a video was said to show, or what was answered. */
export const markKinds = ["query", "concept", "caption", "answer"] as const;
export type MarkKind = (typeof markKinds)[number];

export const verdicts = ["accepted", "rejected"] as const;
export type Verdict = (typeof verdicts)[number];

/** What a mark judges: whether a text is true of a span of a video. It holds for whatever model found the span. */
export interface JudgedSpan extends Span {
  /** By its bytes, so that the mark outlives an index that forgets the video, and one that gets another model. */
  readonly videoId: string;
  readonly about: MarkKind;
  /** The query, the name of the concept, the caption, or the question and its answer. Not empty. */
  readonly text: string;
}

/** A judgement to be kept. */
export interface NewMark extends JudgedSpan {
  readonly verdict: Verdict;
  /** Absolute path of the video's file, as it was known last. */
  readonly path: string;
  /** Of the hit or the caption, as the model told it; null where nothing told it. */
  readonly confidence: number | null;
  /** Whether the span was drawn at random to be judged. False where the person chose what to judge. */
  readonly drawn: boolean;
  /** Who judged, as far as that is known: the name of an API key. */
  readonly client: string | null;
  /** ISO 8601, UTC. Default: now. */
  readonly createdAt?: string | undefined;
}

/** A judgement that is kept: the latest about its span and text. */
export interface Mark extends NewMark {
  /** The same for whatever is said of the same span and text. */
  readonly markId: string;
  /** Its place among all that was ever said. */
  readonly sequence: number;
  readonly createdAt: string;
}

/** Which marks are listed. Default: all. */
export interface MarkFilter {
  readonly about?: MarkKind | undefined;
  readonly text?: string | undefined;
  readonly videoId?: string | undefined;
  /** Only those that came before this place. */
  readonly before?: number | undefined;
  /** Maximum number of marks. */
  readonly limit?: number | undefined;
}

/**
 * What people have said about spans of videos. Nothing is written over: a later mark on the same span and text replaces
 * the earlier one in what is listed, and both stay in the file. Each call is one transaction, and durable when its
 * promise is fulfilled.
 */
export interface Marks {
  /** The latest first. */
  list(filter?: MarkFilter): Promise<Mark[]>;
  /**
   * Adds all of several marks or none, and gives them as they are kept.
   *
   * @throws {KinodexError} `usage` where the file would hold more than {@link maxMarkEntries}
   */
  add(marks: readonly NewMark[]): Promise<Mark[]>;
  /** Takes back what was said of a span. False when nothing is said of it. */
  remove(markId: string): Promise<boolean>;
}

/** Of all that was ever said, with what was replaced or taken back. */
export const maxMarkEntries = 1_000_000;
/** Of a text, in UTF-16 units. */
export const maxMarkTextLength = 4000;

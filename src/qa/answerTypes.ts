import type { Span } from "../core/span.js";
import type { GroundedBox } from "../models/capabilities/grounding.js";
import type { StoredVideo } from "../query/moments/storedVideo.js";
import type { Programme } from "./programme.js";

/** A question about an index or one video of it. */
export interface AnswerRequest {
  /** In plain English. */
  readonly question: string;
  /** Answers to choose from, at least two; the answer is one of them as it is written here. */
  readonly choices?: readonly string[] | undefined;
  /** Only this video. */
  readonly videoId?: string | undefined;
  /** Share of questions about what is not there that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number | undefined;
  /** Stops what takes long: an answerer that asks a server. */
  readonly signal?: AbortSignal | undefined;
}

/** A span of a video that an answer is based on. */
export interface Evidence extends Span {
  readonly videoId: string;
  /** One of the paths under which the video is known. */
  readonly path: string;
  /** Cosine of `caption` and the best of the span. */
  readonly similarity: number;
  /** What was looked for and is seen there. */
  readonly caption: string;
}

/** One thing that was done for an answer, for people. */
export interface AnswerStep {
  readonly did: string;
  readonly found: string;
}

/** Where in a picture of a video something is seen; see `PhraseGrounder`. */
export interface LocatedBox extends GroundedBox {
  readonly videoId: string;
  /** One of the paths under which the video is known. */
  readonly path: string;
  /** When the picture is shown. */
  readonly timeSeconds: number;
}

/** Frames of a video with their embeddings. */
export type SeenFrames = Pick<StoredVideo, "frameTimes" | "frameEmbeddings">;

/** What an answerer says. */
export interface Finding {
  /** `null` where it abstains. */
  readonly answer: string | null;
  /** Probability that the answer is right; 0 where it abstains, as there is none. */
  readonly confidence: number;
  /** Why it abstains. */
  readonly reason?: string;
  /** What it would say if it had to, where it abstains and leans to one side; how probable that is is not known. */
  readonly likeliest?: string;
  readonly evidence: readonly Evidence[];
  /** Boxes around what was asked for, where a model looked for it in a picture. */
  readonly boxes?: readonly LocatedBox[];
  /** Frames that were decoded anew, by video id: evidence may be seen in them alone. */
  readonly seenAnew?: ReadonlyMap<string, SeenFrames>;
  readonly programme: Programme;
  readonly steps: readonly AnswerStep[];
}

/** An answer whose evidence was checked. */
export interface GroundedAnswer extends Omit<Finding, "seenAnew"> {
  readonly question: string;
  readonly abstained: boolean;
}

import type { DecodedFrame } from "../../core/frame.js";
import type { Asked } from "./asked.js";
import type { Reply } from "./reply.js";

/** A model that is shown pictures of a video and asked about them, wherever it runs. */
export interface Respondent {
  /** Maximum number of pictures that it is shown at a time. */
  readonly maxPictures: number;
  /** Pixels of a picture's longest side that it is shown. */
  readonly maxEdge: number;
  /**
   * Asks about pictures, which are given most telling first; it is shown them in order of time, and may take fewer.
   *
   * @throws {KinodexError} `environment` where it is not there or of no use, `usage` for what it cannot take, `interrupted`
   */
  ask(asked: Asked, pictures: readonly DecodedFrame[], signal: AbortSignal | undefined): Promise<Told>;
}

/** What came of asking about pictures. */
export interface Told {
  /** Who was asked, for people: a model, and where it is. */
  readonly by: string;
  /** What it says, or what is wrong with that. */
  readonly reply: Reply | string;
  /** Times of the pictures that it took, in order. */
  readonly shownSeconds: readonly number[];
  /** How it was asked, for people. */
  readonly manner: string;
  /** What was sent of them, where they were sent anywhere. */
  readonly sentBytes?: number;
  readonly firstTokenMs: number;
  readonly tookMs: number;
}

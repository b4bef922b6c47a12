import type { QueryTree } from "../query/language/tree.js";
import type { MomentSource } from "../query/moments/foundMoment.js";
import type { NewMoment } from "../query/newness/searchNew.js";
import type { QueryAnswer, QueryMoment } from "../query/searchQuery.js";
import type { VideoFilterOptions } from "./videoFilter.js";

/** A picture to search by: a file's path, or its bytes. */
export interface PictureQuery {
  readonly image: string | Uint8Array;
}

/** A moment to search by: what is indexed of a video nearest to a time. It is not among the moments that are found. */
export interface LikeQuery {
  readonly like: { readonly video: string; readonly timeSeconds: number };
}

/** What to search for: words, a sentence of the query language, its tree, a picture, or a moment that others are like. */
export type Query = string | QueryTree | PictureQuery | LikeQuery;

/** Where a search looks; in the whole index without any of it. */
export interface SearchScopeOptions extends VideoFilterOptions {
  /**
   * Only this video: its id, the first 8 characters of it or more, a path, or the name of its file. Confidence is judged by
   * it alone.
   */
  readonly video?: string | undefined;
  /** Only these videos. */
  readonly videos?: readonly string[] | undefined;
  /** Only moments that these tell: `frame` and `clip` are what is seen, the rest is where words come from. */
  readonly sources?: readonly MomentSource[] | undefined;
  /** Only moments that overlap this span of a video. */
  readonly fromSeconds?: number | undefined;
  readonly toSeconds?: number | undefined;
}

/** How `Kinodex.search` searches. */
export interface SearchOptions extends SearchScopeOptions {
  /** Maximum number of moments. Default 10. */
  readonly top?: number | undefined;
  /** Where the page before ended, to go on there with the same query and options. Default: at the best moment. */
  readonly cursor?: string | undefined;
  /** Share of unrelated queries that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number | undefined;
  /**
   * What chance looks like where one video is searched: there, or in the whole index, as confidence was judged that a
   * search of the whole index told of this video. Default `"video"`.
   */
  readonly background?: "video" | "index" | undefined;
  /**
   * How many of the best moments are judged again by their pictures, in up to seconds each, and put into the order of that;
   * see `KinodexOptions.matcher`. Their confidence is then the lower of both. What is found by a picture is not re-ranked. Default: as
   * the preset says that the index was last told to use, none of those that ship.
   */
  readonly rerank?: number | undefined;
  /** Stops the re-ranking; the promise is then rejected with `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the answer tells how the query was read and how it was searched for. Default false. */
  readonly explain?: boolean | undefined;
}

/** The moments that match a query, best first; where it is not `answered` they are the nearest misses. */
export interface SearchResult {
  /** As it was asked: the words, a tree as words, or a picture's path. */
  readonly query: string;
  /** Id of the model. */
  readonly model: string;
  readonly tookMs: number;
  /** Whether a moment counts as found. */
  readonly answered: boolean;
  /** Confidence from which a moment counts as found. */
  readonly foundFrom: number;
  /** How the query was read, where it has several operands or `explain` was asked for. */
  readonly tree?: QueryTree;
  /** How it was searched for, with `explain`. */
  readonly plan?: QueryAnswer["plan"];
  readonly moments: readonly (QueryMoment & Partial<Pick<NewMoment, "riseNats">>)[];
  /** Where it was asked for what is new: in how many videos, and of how many of them nobody has measured the surprise. */
  readonly surprise?: { readonly videoCount: number; readonly unmeasuredCount: number };
  /** What re-ranked them, where that was asked for: the model, how many moments it judged, and how long that took. */
  readonly reranked?: { readonly model: string; readonly momentCount: number; readonly tookMs: number };
  /** The `cursor` of the next page; absent on the last. */
  readonly nextCursor?: string;
}

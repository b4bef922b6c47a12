import type { Marks } from "./marks.js";

/** A list of moments that people keep. */
export interface Collection {
  readonly collectionId: string;
  readonly name: string;
  readonly momentCount: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When its name or its moments last changed; ISO 8601, UTC. */
  readonly updatedAt: string;
}

/** A moment to be kept. It names its video by its bytes, so that it outlives an index that forgets the video. */
export interface NewKeptMoment {
  readonly videoId: string;
  /** Absolute path of the video's file, as it was known last. */
  readonly path: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly keyframeSeconds: number;
  /** As a search told it; 1 where a person chose the moment. */
  readonly similarity: number;
  readonly confidence: number;
  readonly sources: readonly string[];
  /** Empty without one. */
  readonly note: string;
}

/** A moment of a collection. */
export interface KeptMoment extends NewKeptMoment {
  readonly momentId: string;
}

/** A collection with its moments, in the order that people gave them. */
export interface CollectionContents extends Collection {
  readonly moments: readonly KeptMoment[];
}

/** Collections of moments. Each call is one transaction, and durable when its promise is fulfilled. */
export interface Collections {
  /** In the order of their names. */
  list(): Promise<Collection[]>;
  find(collectionId: string): Promise<CollectionContents | undefined>;
  /** @throws {KinodexError} `usage` where there are {@link maxCollections} already */
  create(name: string): Promise<Collection>;
  /** @throws {KinodexError} `not-found` */
  rename(collectionId: string, name: string): Promise<Collection>;
  /** False when there was none. */
  remove(collectionId: string): Promise<boolean>;
  readonly moments: CollectedMoments;
}

/** The moments of collections. Every function throws `not-found` without the collection. */
export interface CollectedMoments {
  /**
   * Adds moments after those that are there.
   *
   * @throws {KinodexError} `usage` where there would be more than {@link maxMoments}
   */
  add(collectionId: string, moments: readonly NewKeptMoment[]): Promise<CollectionContents>;
  /**
   * Puts the moments in another order.
   *
   * @throws {KinodexError} `usage` unless each moment of the collection is named once: somebody has changed it meanwhile
   */
  order(collectionId: string, momentIds: readonly string[]): Promise<CollectionContents>;
  /** @throws {KinodexError} `not-found` without the moment, too */
  remove(collectionId: string, momentId: string): Promise<CollectionContents>;
}

/** A search that people make again; `search` is JSON and means something to whoever saved it. */
export interface SavedSearch {
  readonly searchId: string;
  readonly name: string;
  readonly search: unknown;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** Saved searches. */
export interface SavedSearches {
  /** In the order of their names. */
  list(): Promise<SavedSearch[]>;
  find(searchId: string): Promise<SavedSearch | undefined>;
  /** @throws {KinodexError} `usage` where there are {@link maxSearches} already */
  create(name: string, search: unknown): Promise<SavedSearch>;
  /** @throws {KinodexError} `not-found` */
  rename(searchId: string, name: string): Promise<SavedSearch>;
  /** False when there was none. */
  remove(searchId: string): Promise<boolean>;
}

export const maxCollections = 1_000;
/** Of one collection. */
export const maxMoments = 10_000;
export const maxSearches = 1_000;

/** What people keep beside an index, whatever becomes of its videos. */
export interface KeptThings extends AsyncDisposable {
  readonly collections: Collections;
  readonly searches: SavedSearches;
  readonly marks: Marks;
}

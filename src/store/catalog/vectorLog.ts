import type { BlockPlace, IdRange, VectorBlock, VectorKind } from "./vectorBlock.js";

/** One entry of the log that every vector index follows. */
export interface Operation extends IdRange {
  readonly sequence: number;
  readonly action: "add" | "remove";
  /** What was added, unless it has been removed since. */
  readonly block: VectorBlock | undefined;
}

/**
 * The vectors of a catalog as vector indexes follow them: what was added and removed, in order.
 *
 * Ids of a kind rise with what is added and are never given again. A sequence counts the operations of all kinds.
 */
export interface VectorLog {
  /** Number of the newest operation, 0 in an empty catalog. */
  lastSequence(): Promise<number>;
  /** The operations on one kind after `after` and up to `through`, oldest first, a few blocks in memory at a time. */
  operations(kind: VectorKind, after: number, through: number): AsyncIterable<Operation>;
  /** How many vectors of a kind there are, or how many of some videos. */
  countOf(kind: VectorKind, videoIds?: readonly string[]): Promise<number>;
  /** How many vectors of a kind were added or removed after an operation. */
  countChangedSince(kind: VectorKind, sequence: number): Promise<number>;
  /** Where the vectors of a kind lie that have an id below `beforeId`, by rising id. */
  placesOf(kind: VectorKind, beforeId: number): Promise<BlockPlace[]>;
}

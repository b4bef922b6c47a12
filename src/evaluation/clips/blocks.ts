import { createRandom } from "../../core/random.js";

/** What can be dealt. */
interface Named {
  readonly name: string;
}

/** Clips that examples are made of together; those of two blocks have nothing in common. */
export interface Block<Clip extends Named> {
  /** Unlike for all blocks. */
  readonly name: string;
  readonly clips: readonly Clip[];
}

/** From so many clips on there are enough blocks of four for an interval over blocks. */
const manyClips = 48;

/** How many clips a block has: all pairs within one are examined. */
export function blockSizeFor(clipCount: number): number {
  return clipCount >= manyClips ? 4 : 2;
}

/**
 * Deals clips into blocks, in the same way for the same clips and seed. What is left over goes to the last block, so no clip
 * is alone unless it is the only one.
 */
export function dealBlocks<Clip extends Named>(clips: readonly Clip[], seed: number): Block<Clip>[] {
  const random = createRandom(seed);
  const order = clips
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((clip) => ({ clip, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ clip }) => clip);
  const size = blockSizeFor(clips.length);
  const count = Math.max(1, Math.floor(clips.length / size));
  return Array.from({ length: count }, (_, n) => {
    const dealt = order.slice(n * size, n === count - 1 ? undefined : (n + 1) * size);
    return {
      name: dealt
        .map(({ name }) => name)
        .toSorted()
        .join(" + "),
      clips: dealt,
    };
  });
}

/** All pairs of a block's clips, each once. */
export function pairsOf<Clip extends Named>({ clips }: Block<Clip>): (readonly [Clip, Clip])[] {
  return clips.flatMap((a, n) => clips.slice(n + 1).map((b) => [a, b] as const));
}

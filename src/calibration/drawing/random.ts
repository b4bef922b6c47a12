/** A deterministic source of random numbers; the same seed always yields the same sequence. */
export interface Random {
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Whole number in [low, high], both included. */
  whole(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element; throws nothing, so the list must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** `count` distinct elements in random order. */
  sample<T>(list: readonly T[], count: number): T[];
  /** An independent generator; drawing from it leaves this one alone. */
  fork(salt: number): Random;
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for drawing. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const random: Random = {
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    sample: (list, count) => {
      const rest = [...list];
      return Array.from(
        { length: Math.min(count, rest.length) },
        () => rest.splice(Math.floor(next() * rest.length), 1)[0]!,
      );
    },
    fork: (salt) => createRandom(Math.imul(seed ^ 0x9e3779b9, 2654435761) + Math.imul(salt + 1, 40503)),
  };
  // The first outputs of neighbouring seeds resemble each other; a few draws part them.
  for (let i = 0; i < 4; i++) next();
  return random;
}

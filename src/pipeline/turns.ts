/** Waits until nobody else works on `key`, and returns what ends the caller's turn. */
export type TakeTurn = (key: string) => Promise<() => void>;

/** Lets one caller at a time work on each key, in the order in which they came. */
export function createTurns(): TakeTurn {
  const last = new Map<string, Promise<void>>();
  return async (key) => {
    const before = last.get(key);
    let end = () => {};
    const mine = new Promise<void>((resolve) => (end = resolve));
    last.set(key, mine);
    await before;
    return () => {
      end();
      if (last.get(key) === mine) last.delete(key);
    };
  };
}

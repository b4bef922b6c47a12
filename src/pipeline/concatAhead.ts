import { concat, concatMap, defer, from, map, mergeMap, of, type Observable } from "rxjs";

/** How {@link concatAhead} goes ahead. */
export interface ConcatAheadOptions<T> {
  /** Sources that are subscribed to at a time. */
  readonly atOnce: number;
  /** Whether a value of a later source is held until its turn. Default: every value is. */
  readonly isInOrder?: (value: T) => boolean;
}

/**
 * Emits all of the first source, then all of the second, and so on, as `concat` does, but subscribes to `atOnce` of
 * them at a time. What a later one emits before its turn is held until then, unless `isInOrder` lets it pass.
 */
export function concatAhead<T>(
  sources: readonly Observable<T>[],
  { atOnce, isInOrder = () => true }: ConcatAheadOptions<T>,
): Observable<T> {
  return defer(() => {
    const held = new Map<number, T[]>();
    const ended = new Set<number>();
    let turn = 0;
    const receive = (n: number, value: T): T[] => {
      if (n === turn || !isInOrder(value)) return [value];
      held.set(n, [...(held.get(n) ?? []), value]);
      return [];
    };
    const end = (n: number): T[] => {
      ended.add(n);
      const free: T[] = [];
      while (ended.delete(turn)) {
        turn += 1;
        free.push(...(held.get(turn) ?? []));
        held.delete(turn);
      }
      return free;
    };
    return from(sources).pipe(
      mergeMap((source, n) => {
        const values = source.pipe(map((value) => receive(n, value)));
        return concat(
          values,
          defer(() => of(end(n))),
        );
      }, atOnce),
      concatMap((values) => values),
    );
  });
}

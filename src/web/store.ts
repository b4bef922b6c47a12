import { useEffect, useRef, useState } from "preact/hooks";

/** A value that parts of the page listen to. */
export interface Store<Value> {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<Value>(initial: Value): Store<Value> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** What `select` makes of a store's value; draws again only when that changes. */
export function useStore<Value, Selected>(store: Store<Value>, select: (value: Value) => Selected): Selected {
  const [, redraw] = useState<Selected>(() => select(store.get()));
  const latest = useRef(select);
  latest.current = select;
  useEffect(() => {
    const update = () => redraw(() => latest.current(store.get()));
    update(); // what changed between drawing and listening
    return store.subscribe(update);
  }, [store]);
  return select(store.get());
}

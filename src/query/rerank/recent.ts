/** Values by key, of which those are kept that were used last. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** Creates an empty store of at most `max` values. */
export function createRecent<Value>(max: number): Recent<Value> {
  const values = new Map<string, Value>(); // in the order of their last use
  return {
    get(key) {
      const value = values.get(key);
      if (value !== undefined) {
        values.delete(key);
        values.set(key, value);
      }
      return value;
    },
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size > max) values.delete(values.keys().next().value as string);
    },
    delete: (key) => void values.delete(key),
  };
}

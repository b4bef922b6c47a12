import type { Store, StoreReader } from "../../store/store.js";

/** How a value is found that takes long to measure. */
export interface Measurement<Value> {
  /** The key under which it is kept with the index; `undefined` for one that never is. */
  readonly keptAs: string | undefined;
  /** Whether a value of the past still fits the index. */
  serves(value: Value): boolean | Promise<boolean>;
  measure(): Promise<Value>;
}

/**
 * Finds a value under a name: the one kept with the index where that serves, else the one found last where that does,
 * else a new one. It is measured once for all who ask meanwhile, and looked at again only when the catalog has changed.
 */
export type FindMeasured = <Value>(name: string, measurement: Measurement<Value>) => Promise<Value>;

/** Remembers what was measured of the index in `store`. */
export function createMeasurements(store: StoreReader): FindMeasured {
  const known = new Map<string, { readonly revision: string; readonly value: Promise<unknown> }>();
  return async <Value>(name: string, measurement: Measurement<Value>): Promise<Value> => {
    const revision = await store.revision(); // nothing is waited for between looking a value up and setting it
    const earlier = known.get(name);
    if (earlier?.revision === revision) return earlier.value as Promise<Value>;
    const value = find(store, measurement, earlier?.value as Promise<Value> | undefined);
    known.set(name, { revision, value });
    value.catch(() => {
      if (known.get(name)?.value === value) known.delete(name); // who asks next tries again
    });
    return value;
  };
}

async function find<Value>(
  store: StoreReader,
  measurement: Measurement<Value>,
  earlier: Promise<Value> | undefined,
): Promise<Value> {
  const { keptAs } = measurement;
  const bytes = keptAs === undefined ? undefined : await store.background(keptAs);
  const kept = bytes && (JSON.parse(Buffer.from(bytes).toString()) as Value);
  if (kept !== undefined && (await measurement.serves(kept))) return kept;
  const found = await earlier?.catch(() => undefined);
  return found !== undefined && (await measurement.serves(found)) ? found : measurement.measure();
}

/** Keeps a value with the index, where {@link FindMeasured} finds it. */
export async function writeKept(store: Store, key: string, value: unknown): Promise<void> {
  await store.setBackground(key, Buffer.from(JSON.stringify(value)));
}

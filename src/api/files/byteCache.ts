/** Pictures that were made lately; one maker for each key at a time. */
export interface ByteCache {
  /** The kept bytes of `key`, or those that `make` gives. */
  get(key: string, make: () => Promise<Buffer>): Promise<Buffer>;
}

/** Keeps up to `sizeBytes` in memory; those used longest ago make room. */
export function createByteCache(sizeBytes: number): ByteCache {
  const kept = new Map<string, Buffer>();
  const making = new Map<string, Promise<Buffer>>();
  let keptBytes = 0;

  const keep = (key: string, bytes: Buffer): Buffer => {
    kept.set(key, bytes);
    keptBytes += bytes.length;
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= sizeBytes) break;
      kept.delete(oldest);
      keptBytes -= length;
    }
    return bytes;
  };
  return {
    async get(key, make) {
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const made =
        making.get(key) ??
        make()
          .then((bytes) => keep(key, bytes))
          .finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
  };
}

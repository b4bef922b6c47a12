import { createHash } from "node:crypto";
import type { ModelIdentity } from "../../core/modelIdentity.js";

/** Keys of a manifest, at any depth, that tell about the model or say where its files are. */
const proseAndAddresses = new Set(["licence", "source", "description", "revision", "file", "url"]);

interface DescribedSpace {
  readonly id: string;
  readonly family: string;
  readonly dimension: number;
}

/** The identity of a model; another one for any change that could make its vectors differ. */
export function identityOf(manifest: DescribedSpace): ModelIdentity {
  const { id, dimension } = manifest;
  const hash = createHash("sha256")
    .update(JSON.stringify(toCanonical(manifest)))
    .digest("hex");
  return { id, hash, dimension };
}

/** The same value whatever the order of its keys, without what does not count. */
function toCanonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCanonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([key, inner]) => !proseAndAddresses.has(key) && inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, toCanonical(inner)]);
}

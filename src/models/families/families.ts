import type { z } from "zod";
import { createRegistry, toEntry } from "../../core/registry.js";
import { declareContrastive } from "./contrastive/contrastive.js";
import { immich } from "./contrastive/layouts/immich.js";
import { transformersJs } from "./contrastive/layouts/transformersJs.js";
import { contrastiveSchema } from "./contrastive/manifest.js";
import type { HubLayout } from "./hubLayout.js";

/**
 * The families of models that exist: the schema of a family's manifests, and what it makes of one, a `DeclaredModel`.
 * A manifest names its family under the key `family`.
 */
export const families = createRegistry(
  "family of models",
  { contrastive: toEntry(contrastiveSchema, declareContrastive) },
  "family",
);

/** What a manifest says, validated. */
export type ModelManifest = z.output<typeof families.schema>;

/** The layouts that a hub's repositories are tried against, in this order. */
export const hubLayouts: readonly HubLayout[] = [transformersJs, immich];

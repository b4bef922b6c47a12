import type { z } from "zod";
import { createRegistry, toEntry } from "../../core/registry.js";
import { declareAcoustic } from "./acoustic/acoustic.js";
import { whisper } from "./acoustic/layouts/whisper.js";
import { acousticSchema } from "./acoustic/manifest.js";
import { declareBackbone } from "./backbone/backbone.js";
import { prefix } from "./backbone/layouts/prefix.js";
import { threeParts } from "./backbone/layouts/threeParts.js";
import { backboneSchema } from "./backbone/manifest.js";
import { declareContrastive } from "./contrastive/contrastive.js";
import { immich } from "./contrastive/layouts/immich.js";
import { transformersJs } from "./contrastive/layouts/transformersJs.js";
import { contrastiveSchema } from "./contrastive/manifest.js";
import { declareGenerative } from "./generative/generative.js";
import { coca } from "./generative/layouts/coca.js";
import { encoderDecoder } from "./generative/layouts/encoderDecoder.js";
import { janus } from "./generative/layouts/janus.js";
import { generativeSchema } from "./generative/manifest.js";
import type { HubLayout } from "./hubLayout.js";
import { flava } from "./masked/layouts/flava.js";
import { vilt } from "./masked/layouts/vilt.js";
import { maskedSchema } from "./masked/manifest.js";
import { declareMasked } from "./masked/masked.js";
import { spottingSchema } from "./spotting/manifest.js";
import { declareSpotting } from "./spotting/spotting.js";

/**
 * The families of models that exist: the schema of a family's manifests, and what it makes of one, a `DeclaredModel`.
 * A manifest names its family under the key `family`.
 */
export const families = createRegistry(
  "family of models",
  {
    contrastive: toEntry(contrastiveSchema, declareContrastive),
    masked: toEntry(maskedSchema, declareMasked),
    backbone: toEntry(backboneSchema, declareBackbone),
    generative: toEntry(generativeSchema, declareGenerative),
    acoustic: toEntry(acousticSchema, declareAcoustic),
    spotting: toEntry(spottingSchema, declareSpotting),
  },
  "family",
);

/** What a manifest says, validated. */
export type ModelManifest = z.output<typeof families.schema>;

/** What a manifest of one family says. */
export type ManifestOf<Family extends ModelManifest["family"]> = Extract<ModelManifest, { readonly family: Family }>;

/** What a family is good for, as people are told. */
export const purposes: Readonly<Record<ModelManifest["family"], string>> = {
  contrastive: "index and search videos; calibrated, they caption and answer too",
  masked: "look again at the best moments (search --rerank), fill gaps in sentences, measure surprise",
  backbone: "answer questions (ask --answerer) and describe what is seen",
  generative: "describe what is seen; some find where it is (ask --grounder) or paint (search --paint)",
  acoustic: "write down what is said (the annotator speech)",
  spotting: "read the text in pictures: signs, slides, captions burnt in (annotator screenText)",
};

/** The layouts that a hub's repositories are tried against, in this order: those that have more graphs come first. */
export const hubLayouts: readonly HubLayout[] = [
  flava,
  vilt,
  coca,
  encoderDecoder,
  janus,
  transformersJs,
  immich,
  threeParts,
  prefix,
  whisper,
];

import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { Store } from "../../store/store.js";
import { keepCohort } from "./cohort.js";
import { keepComposedBackgrounds } from "./composedBackground.js";
import { keepBackgrounds } from "./measureBackground.js";
import { keepWordBackground } from "./wordBackground.js";

/** Measures all backgrounds again where the index has changed, and keeps them with it: what `confidence` rests on. */
export async function refreshBackground(store: Store, model: VisionLanguageModel): Promise<void> {
  await keepCohort(store, model);
  await keepBackgrounds(store, model);
  await keepComposedBackgrounds(store, model);
  await keepWordBackground(store);
}

import type { Model } from "../models/model.js";
import type { StoreReader } from "../store/store.js";
import type { Backgrounds } from "./confidence/backgrounds.js";
import type { Cohort } from "./confidence/cohort.js";
import type { KeptVideos } from "./moments/keptVideos.js";

/** An open index, and what its searches have read and measured; all of it belongs to one `Searcher`. */
export interface SearchedIndex {
  readonly store: StoreReader;
  /** The one that the index was made with. */
  readonly model: Model;
  readonly videos: KeptVideos;
  readonly cohort: Cohort;
  readonly backgrounds: Backgrounds;
}

import type { SavedSearchView, SearchInput } from "../../client/client.js";
import { defaultTop, type Asked } from "./asked.js";
import { foundBy } from "./filter.js";

/** A saved search as this page asks it; undefined where a program saved one that no address of this page can hold. */
export function toSavedAsked({ search }: SavedSearchView): Asked | undefined {
  // what is saved was checked as this
  const { query = "", like, top = defaultTop, sources, videoIds, ...filter } = search as SearchInput;
  const by = sources && Object.keys(foundBy).find((key) => String(foundBy[key]?.sources) === String(sources));
  if (typeof query !== "string" || videoIds || (sources && by === undefined)) return undefined;
  return { ...filter, query, like, top, by };
}

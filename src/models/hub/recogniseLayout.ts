import { KinodexError } from "../../core/errors.js";
import { hubLayouts } from "../families/families.js";
import type { HubLayout, LayoutFiles } from "../families/hubLayout.js";
import { listCatalogue } from "./catalogue.js";
import type { Repository } from "./repository/repository.js";

/** Files that are shown of a repository that nobody knows. */
const maxShown = 12;

/**
 * Finds the layout of a repository.
 *
 * @throws {KinodexError} `model` where no layout fits; the message says what was looked for, and what is there
 */
export function recogniseLayout({ id, files }: Repository): {
  readonly layout: HubLayout;
  readonly found: LayoutFiles;
} {
  const paths = new Set(files.map(({ path }) => path));
  for (const layout of hubLayouts) {
    const found = layout.recognise(paths);
    if (found) return { layout, found };
  }
  const wanted = hubLayouts.map(({ name, marks }) => `${name} (${marks.join(", ")})`).join("; ");
  const shown =
    [...paths].slice(0, maxShown).join(", ") + (paths.size > maxShown ? `, and ${paths.size - maxShown} more` : "");
  const recipe = listCatalogue().find((entry) => entry.id === id)?.recipe;
  const remedy = recipe ? ` ${recipe} makes of it what runs here: models/README.md says how.` : "";
  const message = `${id} is laid out in no way that Kinodex knows: it looked for ${wanted}. There is ${shown || "nothing"}.${remedy}`;
  throw new KinodexError("model", message, { id, files: [...paths] });
}

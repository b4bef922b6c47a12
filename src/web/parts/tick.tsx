import { toFileName, toSpokenSpan } from "../format.js";
import { deselect, select, useSelected } from "../selection.js";
import type { ShownMoment } from "./momentCard.js";

/** Selects a moment, to be collected or exported with others. */
export function Tick({ moment }: { readonly moment: ShownMoment }) {
  const isSelected = useSelected(moment);
  const { path, startSeconds, endSeconds } = moment;
  return (
    <label class="tick" title="Select (x)">
      <input
        type="checkbox"
        checked={isSelected}
        aria-label={`Select ${toFileName(path)} ${toSpokenSpan(startSeconds, endSeconds)}`}
        onChange={() => (isSelected ? deselect(moment) : select([moment]))}
      />
    </label>
  );
}

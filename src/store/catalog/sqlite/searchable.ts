import { spaceCharacters, toComparable } from "../../../core/scripts.js";

/** Text as FTS5 takes it in, whose tokens are words between spaces; what is looked for goes the same way. */
export function toSearchable(text: string): string {
  return spaceCharacters(toComparable(text));
}

// What people keep beside an index.
export type { CollectionContents, KeptMoment, KeptThings, NewKeptMoment } from "../collections/collections.js";
export { openKeptThings } from "../collections/sqlite/openKeptThings.js";
export {
  markKinds,
  maxMarkTextLength,
  verdicts,
  type Mark,
  type MarkKind,
  type NewMark,
  type Verdict,
} from "../collections/marks.js";

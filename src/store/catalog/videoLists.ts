import { toComparable } from "../../core/scripts.js";
import type { VideoRecord } from "./records.js";

/** Which videos are meant: those that pass all that is given. It is data, so that a database can go by it. */
export interface VideoFilter {
  /** Only these ids. */
  readonly videoIds?: readonly string[] | undefined;
  /** Only videos with a file in one of these folders, at any depth; absolute paths. */
  readonly folders?: readonly string[] | undefined;
  /** Only videos whose name holds each of these words somewhere, whatever its case and accents. */
  readonly name?: string | undefined;
  /** Only videos that were recorded at this time or later; ISO 8601, UTC. */
  readonly recordedFrom?: string | undefined;
  /** Only videos that were recorded before this time; ISO 8601, UTC. */
  readonly recordedBefore?: string | undefined;
  /** Only videos of this length or longer. */
  readonly minDurationSeconds?: number | undefined;
  /** Only videos of this length or shorter. */
  readonly maxDurationSeconds?: number | undefined;
}

/** What videos can be sorted by; equal ones by their ids. `name` is that of the first path, see {@link toNameKey}. */
export const videoSortKeys = ["added", "name", "recorded", "duration"] as const;
export type VideoSortKey = (typeof videoSortKeys)[number];

/** A place between two videos of a list: after the one that has this sort key and id, whether it is still there or not. */
export interface VideoCursor {
  readonly key: string | number;
  readonly videoId: string;
}

/** A part of a list of videos. */
export interface VideoQuery {
  readonly filter?: VideoFilter | undefined;
  /** Default `added`. */
  readonly sortBy?: VideoSortKey | undefined;
  /** From the highest to the lowest. Default false. */
  readonly descending?: boolean | undefined;
  /** Where to go on. Default: at the first. */
  readonly after?: VideoCursor | undefined;
  /** Maximum number of videos. */
  readonly limit: number;
}

/** A part of a list of videos, as it was at one moment. */
export interface VideoPage {
  readonly videos: readonly VideoRecord[];
  /** How many videos pass the filter. */
  readonly total: number;
  /** Where the next part begins; absent at the end. */
  readonly next?: VideoCursor | undefined;
}

/** A folder that holds files of videos. */
export interface VideoFolder {
  /** Absolute. */
  readonly folder: string;
  /** Videos with a file in it, those of folders in it left out. */
  readonly videoCount: number;
}

/** The name of a file as it is looked for: small letters without accents. */
export function toFoundName(name: string): string {
  return toComparable(name)
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase();
}

/** What a name is sorted by: as it is looked for, with numbers by their value, so that `clip 9` comes before `clip 10`. */
export function toNameKey(name: string): string {
  return toFoundName(name).replaceAll(
    /0*(\d+)/g,
    (_, digits: string) => `${String(digits.length).padStart(2, "0")}${digits}`,
  );
}

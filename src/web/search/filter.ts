import type { MomentView, SearchInput } from "../../client/client.js";

/** What narrows a search, and in which order its results are shown. */
export interface Filter {
  readonly videoId?: string | undefined;
  readonly fromSeconds?: number | undefined;
  readonly toSeconds?: number | undefined;
  readonly folder?: string | undefined;
  /** Dates as `2026-05-31`. */
  readonly recordedFrom?: string | undefined;
  readonly recordedTo?: string | undefined;
  readonly minDurationSeconds?: number | undefined;
  readonly maxDurationSeconds?: number | undefined;
  /** A key of {@link foundBy}. */
  readonly by?: string | undefined;
  /** A key of {@link orders}; by default the best come first. */
  readonly order?: string | undefined;
}

/** What moments may be found by. */
export const foundBy: Readonly<Record<string, { readonly text: string; readonly sources: MomentView["sources"] }>> = {
  seen: { text: "what is seen", sources: ["frame", "clip"] },
  said: { text: "what is said", sources: ["subtitle", "speech"] },
  written: { text: "what is written", sources: ["screen"] },
  caption: { text: "captions", sources: ["caption"] },
};

type Compare = (a: MomentView, b: MomentView) => number;

/** Orders other than the best first. */
export const orders: Readonly<Record<string, { readonly text: string; readonly compare: Compare }>> = {
  video: {
    text: "by video and time",
    compare: (a, b) => a.path.localeCompare(b.path) || a.startSeconds - b.startSeconds,
  },
  time: { text: "by time", compare: (a, b) => a.startSeconds - b.startSeconds },
};

/** Reads fields of a form, or of an address. */
export function readFilter(read: (name: string) => string): Filter {
  const by = read("by");
  const order = read("order");
  return {
    videoId: read("video") || undefined,
    fromSeconds: readClock(read("from")),
    toSeconds: readClock(read("to")),
    folder: read("folder") || undefined,
    recordedFrom: readDate(read("since")),
    recordedTo: readDate(read("until")),
    minDurationSeconds: readClock(read("longer")),
    maxDurationSeconds: readClock(read("shorter")),
    by: Object.hasOwn(foundBy, by) ? by : undefined,
    order: Object.hasOwn(orders, order) ? order : undefined,
  };
}

/** The same as an address holds it. */
export function toFilterFields(filter: Filter): Record<string, string | number | undefined> {
  return {
    video: filter.videoId,
    from: filter.fromSeconds,
    to: filter.toSeconds,
    folder: filter.folder,
    since: filter.recordedFrom,
    until: filter.recordedTo,
    longer: filter.minDurationSeconds,
    shorter: filter.maxDurationSeconds,
    by: filter.by,
    order: filter.order,
  };
}

/** What of it goes into a request. */
export function toFilterScope(filter: Filter): Omit<SearchInput, "query" | "like"> {
  const { videoId, fromSeconds, toSeconds, folder, recordedFrom, recordedTo, by } = filter;
  const { minDurationSeconds, maxDurationSeconds } = filter;
  const sources = foundBy[by ?? ""]?.sources;
  return {
    ...(videoId === undefined ? {} : { videoId }),
    ...(fromSeconds === undefined ? {} : { fromSeconds }),
    ...(toSeconds === undefined ? {} : { toSeconds }),
    ...(folder === undefined ? {} : { folder }),
    ...(recordedFrom === undefined ? {} : { recordedFrom }),
    ...(recordedTo === undefined ? {} : { recordedTo }),
    ...(minDurationSeconds === undefined ? {} : { minDurationSeconds }),
    ...(maxDurationSeconds === undefined ? {} : { maxDurationSeconds }),
    ...(sources === undefined ? {} : { sources: [...sources] }),
  };
}

/** Whether any field of it is used. */
export function isNarrowed(filter: Filter): boolean {
  return Object.values(toFilterFields(filter)).some((value) => value !== undefined);
}

/** Seconds of `90`, `1:30` or `1:02:03`; undefined for anything else. */
export function readClock(text: string): number | undefined {
  if (!/^\s*(?:\d+:){0,2}\d+(?:\.\d+)?\s*$/.test(text)) return undefined;
  return text.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

function readDate(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

import type { VideoListInput } from "../../client/client.js";
import { toAddress } from "../router.js";

/** Which videos are listed, and how, as the address holds it. */
export interface Listed {
  readonly name?: string | undefined;
  readonly folder?: string | undefined;
  /** Dates as `2026-05-31`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** A key of {@link sortings}. */
  readonly sort?: string | undefined;
}

type Sorting = Required<Pick<VideoListInput, "sort" | "order">> & { readonly text: string };

/** The first is the default. */
export const sortings: Readonly<Record<string, Sorting>> = {
  newest: { text: "added last", sort: "added", order: "desc" },
  oldest: { text: "added first", sort: "added", order: "asc" },
  name: { text: "by name", sort: "name", order: "asc" },
  recorded: { text: "recorded last", sort: "recorded", order: "desc" },
  early: { text: "recorded first", sort: "recorded", order: "asc" },
  long: { text: "longest", sort: "duration", order: "desc" },
  short: { text: "shortest", sort: "duration", order: "asc" },
};
export const defaultSorting = "newest";

export function readListed({ searchParams }: URL): Listed {
  const read = (name: string) => searchParams.get(name)?.trim() || undefined;
  const sort = read("sort");
  return {
    name: read("name"),
    folder: read("folder"),
    since: read("since"),
    until: read("until"),
    sort: sort !== undefined && Object.hasOwn(sortings, sort) ? sort : undefined,
  };
}

export function toListedAddress({ sort, ...rest }: Listed): string {
  return toAddress("/library", { ...rest, sort: sort === defaultSorting ? undefined : sort });
}

/** What of it goes into a request. */
export function toListInput({ name, folder, since, until, sort = defaultSorting }: Listed): VideoListInput {
  const { sort: key, order } = sortings[sort] as Sorting;
  return {
    sort: key,
    order,
    ...(name === undefined ? {} : { name }),
    ...(folder === undefined ? {} : { folder }),
    ...(since === undefined ? {} : { recordedFrom: since }),
    ...(until === undefined ? {} : { recordedTo: until }),
  };
}

/** Whether some videos may be left out. */
export function isFiltered({ name, folder, since, until }: Listed): boolean {
  return [name, folder, since, until].some((value) => value !== undefined);
}

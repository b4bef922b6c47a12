import { toAddress } from "../router.js";

let last: { readonly query: string; readonly address: string } | undefined;

/** Keeps the search that is shown, for the pages of the videos that it leads to. */
export function noteSearch(query: string, address: string): void {
  last = { query, address };
}

/** Where all moments of a query are: with what narrowed the search, where it was the last one. */
export function toSearchAddress(query: string): string {
  return last?.query === query ? last.address : toAddress("/", { q: query });
}

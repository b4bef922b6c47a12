import { useEffect, useState } from "preact/hooks";

const changed = "kinodex-navigated";

/** What a page that is left remembers for those who come back. */
interface Remembered {
  readonly scroll?: number;
  /** The link that was followed. */
  readonly opened?: string;
}

/** The present address, and what is remembered of it where someone came back to it. */
export interface Place {
  readonly url: URL;
  readonly returned: Remembered | undefined;
  /** Whether a link or a form of ours led here. */
  readonly isLed: boolean;
}

let returned: Remembered | undefined;

/** Goes to another page, or to another state of this one. */
export function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (to === addressOf(location) && !replace) return;
  if (!replace) history.replaceState({ scroll: window.scrollY, opened: to } satisfies Remembered, "");
  history[replace ? "replaceState" : "pushState"]({}, "", to);
  returned = undefined;
  window.dispatchEvent(new Event(changed));
}

/** Writes the present state into the address without telling anybody. */
export function noteInAddress(to: string): void {
  history.replaceState(history.state, "", to);
}

export function usePlace(): Place {
  const [place, setPlace] = useState<Place>({ url: new URL(location.href), returned: undefined, isLed: false });
  useEffect(() => {
    const update = () => setPlace({ url: new URL(location.href), returned, isLed: returned === undefined });
    window.addEventListener(changed, update);
    return () => window.removeEventListener(changed, update);
  }, []);
  return place;
}

/** Makes links to pages of ours change the page instead of loading it; call it once. */
export function followLinks(): void {
  history.scrollRestoration = "manual";
  window.addEventListener("popstate", (event) => {
    returned = (event.state as Remembered | null) ?? {};
    window.dispatchEvent(new Event(changed));
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || /^\/(?:v1|docs|openapi\.json)/.test(link.pathname)) return;
    if (link.hash) return;
    event.preventDefault();
    navigate(addressOf(link));
  });
}

/** Path and query of an address. */
export function addressOf({ pathname, search }: { readonly pathname: string; readonly search: string }): string {
  return pathname + search;
}

/** An address with a query of those values that there are. */
export function toAddress(path: string, values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return query ? `${path}?${query}` : path;
}

/** What a search of all videos has found, as it goes along to the page of its video. */
export interface Hit {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly confidence?: number;
}

/** What the page of a video is opened with. */
interface VideoAddress {
  readonly t?: number;
  readonly q?: string | undefined;
  /** Absent where only this video was asked. */
  readonly hit?: Hit | undefined;
}

/** Where a moment of a video is shown. */
export function toVideoAddress(videoId: string, { t, q, hit }: VideoAddress = {}): string {
  const rounded = (value: number | undefined, steps: number) => value && Math.round(value * steps) / steps;
  return toAddress(`/videos/${videoId}`, {
    t: rounded(t, 100),
    q,
    from: rounded(hit?.startSeconds, 1000),
    to: rounded(hit?.endSeconds, 1000),
    sure: hit?.confidence && Math.floor(hit.confidence * 1e6 + 1e-6) / 1e6,
  });
}

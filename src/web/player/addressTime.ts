import { useEffect, useRef } from "preact/hooks";
import { noteInAddress, toVideoAddress, type Hit, type Place } from "../router.js";
import type { Playback } from "./playback.js";

const restMs = 400;

/** Goes where the address says, and plays on where a link led there. */
export function useSeekByAddress(place: Place, playback: Playback): void {
  const isFirst = useRef(true);
  useEffect(() => {
    const t = Number(place.url.searchParams.get("t") ?? NaN);
    if (Number.isFinite(t)) playback.seek(t);
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isFirst.current && place.isLed && !isCalm && Number.isFinite(t)) playback.togglePlaying();
    isFirst.current = false;
  }, [place]);
}

/** Keeps the time in the address once it rests, so that the address can be shared. */
export function useNotedTime(
  videoId: string,
  { q, hit }: { readonly q: string | undefined; readonly hit: Hit | undefined },
  playback: Playback,
): void {
  const { speed, clock } = playback;
  const hasPlayed = useRef(false);
  useEffect(() => {
    hasPlayed.current ||= speed !== 0;
    if (speed !== 0) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const note = () => {
      clearTimeout(timer);
      timer = setTimeout(() => noteInAddress(toVideoAddress(videoId, { t: clock.get(), q, hit })), restMs);
    };
    if (hasPlayed.current) note();
    const stop = clock.subscribe(note);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [speed, videoId, q, hit]);
}

import { useEffect, useRef, useState } from "preact/hooks";
import { kinodex } from "../service.js";
import type { Piece, Playback } from "./playback.js";

/** Long enough to play without a gap while the next is cut, short enough to be there soon. */
const clipSeconds = 12;

/** What plays in the place of a file that the browser cannot play. */
export interface Clips {
  /** For the `<video>` element; undefined until the first clip is there. */
  readonly src: string | undefined;
  readonly isCutting: boolean;
  /** Why none can be cut. */
  readonly error?: unknown;
}

interface Cut {
  readonly piece: Piece;
  readonly clip: Promise<Blob>;
  readonly abort: AbortController;
}

/** Plays a video by clips that the server cuts, one after the other, each while the one before it plays. */
export function useClips(videoId: string, durationSeconds: number, playback: Playback, isNeeded: boolean): Clips {
  const [state, setState] = useState<Clips>({ src: undefined, isCutting: false });
  const next = useRef<Cut>(undefined);
  useEffect(() => {
    if (!isNeeded) return undefined;
    let url: string | undefined;
    let showing: Cut | undefined;
    const cut = (startSeconds: number): Cut => {
      const piece = { startSeconds, endSeconds: Math.min(durationSeconds, startSeconds + clipSeconds) };
      const abort = new AbortController();
      const clip = kinodex.clip(videoId, piece, abort.signal);
      clip.catch(() => {}); // told where it is waited for
      return { piece, clip, abort };
    };
    const show = async (timeSeconds: number, isPlaying: boolean) => {
      const startSeconds = Math.min(timeSeconds, Math.max(0, durationSeconds - 0.1));
      const isNext = next.current?.piece.startSeconds === startSeconds;
      if (!isNext) next.current?.abort.abort();
      showing?.abort.abort();
      const wanted = isNext ? (next.current as Cut) : cut(startSeconds);
      showing = wanted;
      next.current = undefined;
      setState((before) => ({ src: before.src, isCutting: true }));
      try {
        const clip = await wanted.clip;
        if (showing !== wanted) return;
        if (url !== undefined) URL.revokeObjectURL(url);
        url = URL.createObjectURL(clip);
        playback.piece.current = wanted.piece;
        setState({ src: url, isCutting: false });
        if (isPlaying)
          playback.element.current?.addEventListener("loadeddata", ({ target }) => play(target), { once: true });
        if (wanted.piece.endSeconds < durationSeconds) next.current = cut(wanted.piece.endSeconds);
      } catch (error) {
        if (showing === wanted) setState({ src: undefined, isCutting: false, error });
      }
    };
    playback.onOutside.current = (timeSeconds, isPlaying) => void show(timeSeconds, isPlaying);
    playback.piece.current = { startSeconds: 0, endSeconds: 0 };
    void show(playback.clock.get(), playback.speed > 0);
    return () => {
      showing?.abort.abort();
      next.current?.abort.abort();
      showing = undefined;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [isNeeded]);
  return state;
}

function play(target: EventTarget | null): void {
  if (target instanceof HTMLVideoElement) target.play().catch(() => {}); // it stays at rest
}

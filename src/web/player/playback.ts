import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { createStore, type Store } from "../store.js";

/** What moves a video, whether or not the browser can play it. */
export interface Playback {
  /** For the `<video>` element. */
  readonly element: { current: HTMLVideoElement | null };
  /** Seconds from the start. */
  readonly clock: Store<number>;
  /** Times normal; 0 at rest, below it backwards. */
  readonly speed: number;
  /** How fast it plays when it plays; 1 is normal. */
  readonly rate: number;
  readonly setRate: (rate: number) => void;
  /** Which part of the video the element holds: all of it, unless {@link useClips} gave it a part. */
  readonly piece: { current: Piece };
  /** Called where a time is wanted that the element does not hold, and whether it is to play on from there. */
  readonly onOutside: { current: ((timeSeconds: number, isPlaying: boolean) => void) | undefined };
  readonly seek: (timeSeconds: number) => void;
  readonly togglePlaying: () => void;
  readonly pause: () => void;
  /** Faster in a direction at each call. */
  readonly shuttle: (direction: 1 | -1) => void;
}

/** A part of a video. */
export interface Piece {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export const wholeVideo: Piece = { startSeconds: 0, endSeconds: Number.POSITIVE_INFINITY };

const fastest = 8;
/** Browsers play forwards only: backwards is a step this often. */
const backstepMs = 125;

export function usePlayback(durationSeconds: number | undefined): Playback {
  const element = useRef<HTMLVideoElement>(null);
  const clock = useMemo(() => createStore(0), []);
  const [speed, setSpeed] = useState(0);
  const [rate, keepRate] = useState(1);
  const piece = useRef<Piece>(wholeVideo);
  const onOutside = useRef<(timeSeconds: number, isPlaying: boolean) => void>(undefined);
  const limit = durationSeconds ?? Number.POSITIVE_INFINITY;

  const seek = (timeSeconds: number) => {
    const to = Math.min(limit, Math.max(0, timeSeconds));
    clock.set(to);
    const video = element.current;
    const { startSeconds, endSeconds } = piece.current;
    if (to < startSeconds || to >= endSeconds) onOutside.current?.(to, speed > 0);
    else if (video && video.readyState > 0) video.currentTime = to - startSeconds;
  };

  useEffect(() => {
    const video = element.current;
    if (!video) return undefined;
    let frame = 0;
    let isReady = video.readyState > 0;
    const follow = () => {
      if (isReady) clock.set(video.currentTime + piece.current.startSeconds);
      if (!video.paused) frame = requestAnimationFrame(follow);
    };
    const listeners: Readonly<Record<string, () => void>> = {
      loadedmetadata: () => {
        isReady = true;
        video.currentTime = clock.get() - piece.current.startSeconds; // what was asked for before anything could be shown
      },
      play: () => {
        cancelAnimationFrame(frame);
        setSpeed(video.playbackRate);
        follow();
      },
      pause: () => setSpeed((before) => (before < 0 ? before : 0)),
      ended: () => {
        if (piece.current.endSeconds < limit) onOutside.current?.(piece.current.endSeconds, true);
        else setSpeed(0);
      },
      emptied: () => (isReady = false),
      seeked: () => clock.set(video.currentTime + piece.current.startSeconds),
    };
    for (const [name, listener] of Object.entries(listeners)) video.addEventListener(name, listener);
    return () => {
      cancelAnimationFrame(frame);
      for (const [name, listener] of Object.entries(listeners)) video.removeEventListener(name, listener);
    };
  }, [durationSeconds !== undefined]);

  useEffect(() => {
    if (speed >= 0) return undefined;
    const timer = setInterval(() => {
      seek(clock.get() + (speed * backstepMs) / 1000);
      if (clock.get() <= 0) setSpeed(0);
    }, backstepMs);
    return () => clearInterval(timer);
  }, [speed]);

  const play = (times: number) => {
    const video = element.current;
    if (!video) return;
    video.playbackRate = times;
    setSpeed(times);
    video.play().catch(() => setSpeed(0));
  };
  const pause = () => {
    element.current?.pause();
    setSpeed(0);
  };
  const shuttle = (direction: 1 | -1) => {
    const next = speed * direction > 0 ? Math.min(fastest, Math.abs(speed) * 2) : 1;
    if (direction > 0) play(next);
    else {
      element.current?.pause();
      setSpeed(-next);
    }
  };
  const setRate = (next: number) => {
    keepRate(next);
    if (speed > 0) play(next);
  };
  const togglePlaying = () => (speed === 0 ? play(rate) : pause());
  return { element, clock, speed, rate, setRate, piece, onOutside, seek, pause, shuttle, togglePlaying };
}

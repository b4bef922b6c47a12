import { useShortcuts } from "../keys.js";
import type { Marked } from "./exportSpan.js";
import type { Playback } from "./playback.js";
import { seekAmong } from "./seekAmong.js";

interface PlayerKeys {
  readonly playback: Playback;
  readonly frameSeconds: number;
  readonly moments: readonly { readonly startSeconds: number }[];
  readonly mark: (side: keyof Marked) => void;
  /** Whether there was something to save. */
  readonly saveClip: () => boolean;
}

/** The keys of those who cut films. */
export function usePlayerKeys({ playback, frameSeconds, moments, mark, saveClip }: PlayerKeys): void {
  const step = (seconds: number) => {
    playback.pause();
    playback.seek(playback.clock.get() + seconds);
  };
  useShortcuts({
    j: () => playback.shuttle(-1),
    k: () => playback.togglePlaying(),
    " ": (event) => (isPressable(event.target) ? false : playback.togglePlaying()),
    l: () => playback.shuttle(1),
    ArrowLeft: ({ shiftKey }) => step(shiftKey ? -frameSeconds : -1),
    ArrowRight: ({ shiftKey }) => step(shiftKey ? frameSeconds : 1),
    "[": () => seekAmong(moments, playback, -1),
    "]": () => seekAmong(moments, playback, 1),
    f: () => void playback.element.current?.requestFullscreen(),
    i: () => mark("startSeconds"),
    o: () => mark("endSeconds"),
    e: () => saveClip() || openExportMenu(),
  });
}

/** Whether the space bar presses what has the focus. */
function isPressable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, summary") !== null;
}

function openExportMenu(): boolean {
  const menu = document.querySelector<HTMLDetailsElement>("details.export");
  if (!menu) return false;
  menu.open = true;
  menu.querySelector("button")?.focus();
  return true;
}

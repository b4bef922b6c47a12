import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Segment } from "../../client/client.js";
import { toClock } from "../format.js";
import { Verdicts } from "../marks/verdicts.js";
import { useStore } from "../store.js";
import { useMayIngest } from "../useAllowed.js";
import type { Playback } from "./playback.js";

interface CaptionListProps {
  readonly videoId: string;
  readonly title: string;
  readonly segments: readonly Segment[];
  /** Only lines with this text are shown. */
  readonly wanted: string;
  readonly playback: Playback;
}

function holds(caption: string, wanted: string): boolean {
  return caption.toLowerCase().includes(wanted.trim().toLowerCase());
}

/** What is seen or said, following the video; choosing a line goes there. */
export function CaptionList({ videoId, title, segments: all, wanted, playback }: CaptionListProps) {
  const segments = useMemo(() => all.filter(({ caption }) => holds(caption, wanted)), [all, wanted]);
  const mayJudge = useMayIngest();
  const list = useRef<HTMLOListElement>(null);
  const isHeld = useRef(false);
  const current = useStore(playback.clock, (seconds) =>
    segments.findIndex(({ startSeconds, endSeconds }) => startSeconds <= seconds + 1e-3 && seconds + 1e-3 < endSeconds),
  );
  useEffect(() => {
    const line = list.current?.children[current];
    if (!(line instanceof HTMLElement) || !list.current || isHeld.current) return;
    // Not scrollIntoView: that would move the page as well.
    list.current.scrollTo({ top: line.offsetTop - list.current.clientHeight / 2 + line.clientHeight / 2 });
  }, [current]);
  if (segments.length === 0) return null;
  return (
    <section class="lines" aria-label={title}>
      <h2>{title}</h2>
      <ol
        ref={list}
        onMouseEnter={() => (isHeld.current = true)}
        onMouseLeave={() => (isHeld.current = false)}
        onFocusCapture={() => (isHeld.current = true)}
        onBlurCapture={() => (isHeld.current = false)}
      >
        {segments.map(({ startSeconds, endSeconds, caption, confidence, source }, n) => (
          <li key={`${startSeconds} ${caption}`} class={source === "caption" ? "caption-line" : undefined}>
            <button
              type="button"
              class="line"
              aria-current={n === current ? "true" : undefined}
              onClick={() => playback.seek(startSeconds)}
            >
              <span class="when">{toClock(startSeconds)}</span>
              <span>{caption}</span>
            </button>
            {mayJudge && source === "caption" && (
              <Verdicts
                judged={{ videoId, startSeconds, endSeconds, confidence, about: "caption", text: caption }}
                name={caption}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

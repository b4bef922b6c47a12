import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { toClockSpan, toFileName } from "../format.js";
import { letGo } from "../parts/preview.js";
import { hasSound, isUnheard } from "../parts/unheard.js";
import { kinodex } from "../service.js";
import type { Kept } from "./useCollection.js";

interface PlayThroughProps {
  /** Those that can be played, in their order. */
  readonly moments: readonly Kept[];
  readonly playingId: string;
  /** Undefined after the last one. */
  readonly onPlay: (momentId: string | undefined) => void;
}

/** Plays moments one after the other. */
export function PlayThrough({ moments, playingId, onPlay }: PlayThroughProps) {
  const video = useRef<HTMLVideoElement>(null);
  // Of these the browser cannot play the file, so the server cuts each moment.
  const [cutIds, setCutIds] = useState<ReadonlySet<string>>(new Set());
  const asked = useRef(new Set<string>());
  const [failed, setFailed] = useState<string>();
  const [shown, setShown] = useState<string>();
  const at = moments.findIndex(({ momentId }) => momentId === playingId);
  const moment = moments[at];
  const isCut = moment !== undefined && cutIds.has(moment.videoId);
  const src = moment && (isCut ? kinodex.clipUrl(moment.videoId, toSpan(moment)) : kinodex.streamUrl(moment.videoId));

  const cut = (videoId: string) => setCutIds((before) => new Set([...before, videoId]));
  const listen = async (videoId: string, element: HTMLVideoElement) => {
    if (isCut || asked.current.has(videoId) || !isUnheard(element)) return;
    asked.current.add(videoId);
    if (await hasSound(videoId).catch(() => false)) cut(videoId);
  };

  useLayoutEffect(() => {
    const element = video.current;
    if (!element || !moment) return undefined;
    const { startSeconds, endSeconds } = isCut ? { startSeconds: 0, endSeconds: Number.POSITIVE_INFINITY } : moment;
    let frame = 0;
    const follow = () => {
      const isOver = !element.seeking && (element.ended || element.currentTime >= endSeconds);
      if (isOver) onPlay(moments[at + 1]?.momentId);
      else frame = requestAnimationFrame(follow);
    };
    const begin = () => {
      if (!isCut && element.videoWidth === 0) return cut(moment.videoId);
      element.currentTime = startSeconds;
      element.play().catch(() => {}); // it stays at rest, with its controls
      frame = requestAnimationFrame(follow);
    };
    const fail = () => (isCut ? setFailed(moment.momentId) : cut(moment.videoId));
    element.addEventListener("loadedmetadata", begin);
    element.addEventListener("error", fail);
    if (element.readyState > 0) begin();
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("loadedmetadata", begin);
      element.removeEventListener("error", fail);
    };
  }, [playingId, src]);
  useLayoutEffect(() => {
    const element = video.current;
    return () => element && letGo(element);
  }, []);

  if (!moment) return null;
  const step = (way: 1 | -1) => () => onPlay(moments[at + way]?.momentId);
  const title = `${toFileName(moment.path)} ${toClockSpan(moment.startSeconds, moment.endSeconds)}`;
  return (
    <section class="play-through" aria-label="Playing">
      <video
        ref={video}
        src={src}
        controls
        playsInline
        preload="auto"
        aria-label={title}
        onPlaying={() => setShown(`${playingId} ${src}`)}
        onTimeUpdate={({ currentTarget }) => void listen(moment.videoId, currentTarget)}
      />
      <div class="controls">
        <button type="button" disabled={at === 0} onClick={step(-1)}>
          Previous
        </button>
        <button type="button" disabled={at === moments.length - 1} onClick={step(1)}>
          Next
        </button>
        <button type="button" onClick={() => onPlay(undefined)}>
          Stop
        </button>
        <span>
          {at + 1} of {moments.length} <span class="muted">· {title}</span>
        </span>
        {failed === moment.momentId && <span class="warn">This moment cannot be played.</span>}
        <span class="muted" role="status">
          {failed !== moment.momentId && shown !== `${playingId} ${src}` && "Getting it ready …"}
        </span>
      </div>
    </section>
  );
}

function toSpan({ startSeconds, endSeconds }: Kept) {
  return { startSeconds, endSeconds };
}

import { useEffect, useRef, useState } from "preact/hooks";
import { kinodex } from "../service.js";

interface PreviewProps {
  readonly videoId: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

const waitMs = 180;

/** Plays a span over and over, without sound, in the place of its picture. */
export function Preview({ videoId, startSeconds, endSeconds }: PreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const element = video.current;
    return () => element && letGo(element);
  }, []);
  const repeat = () => {
    const element = video.current;
    if (element && (element.currentTime >= endSeconds || element.ended)) element.currentTime = startSeconds;
  };
  return (
    <video
      ref={video}
      class={isShown ? "preview shown" : "preview"}
      src={kinodex.streamUrl(videoId)}
      muted
      playsInline
      preload="auto"
      aria-hidden="true"
      tabIndex={-1}
      onLoadedMetadata={() => {
        const element = video.current;
        if (!element) return; // the pointer has left meanwhile
        element.currentTime = startSeconds;
        element.play().catch(() => {}); // the picture stays
      }}
      onPlaying={() => setShown(true)}
      onTimeUpdate={repeat}
      onEnded={() => {
        repeat();
        video.current?.play().catch(() => {});
      }}
    />
  );
}

/** Ends a video's download at once, and not whenever the browser comes to it. */
export function letGo(video: HTMLVideoElement): void {
  video.removeAttribute("src");
  video.load();
}

/** Whether something is hovered or focused for long enough to be meant, and what to listen to for that. */
export function useMeant() {
  const [isMeant, setMeant] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const begin = () => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMeant(true), waitMs);
  };
  const end = () => {
    clearTimeout(timer.current);
    setMeant(false);
  };
  return { isMeant, listeners: { onMouseEnter: begin, onMouseLeave: end, onFocus: begin, onBlur: end } };
}

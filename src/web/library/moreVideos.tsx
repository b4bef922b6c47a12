import { useEffect, useRef } from "preact/hooks";

interface MoreVideosProps {
  readonly onMore: () => void;
  readonly isLoading: boolean;
}

/** How far below the window the next videos are loaded. */
const reach = "800px";

/** Loads more videos when it comes near the window, or is pressed. */
export function MoreVideos({ onMore, isLoading }: MoreVideosProps) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!button.current || isLoading) return undefined;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: reach,
    });
    watch.observe(button.current);
    return () => watch.disconnect();
  }, [isLoading]);
  return (
    <button type="button" class="more" ref={button} disabled={isLoading} onClick={onMore}>
      {isLoading ? "Loading …" : "More videos"}
    </button>
  );
}

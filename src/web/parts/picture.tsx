import { useEffect, useRef, useState } from "preact/hooks";
import { takePictureTurn } from "./pictureTurns.js";

interface PictureProps {
  readonly src: string;
  readonly alt: string;
}

/** How far beyond the window pictures are loaded. */
const reach = "300px";

/**
 * A picture of a video in its frame. It loads when it comes near the window and it is its turn; one that leaves before it
 * came is not loaded any more. One that cannot be drawn leaves the frame and says so.
 */
export function Picture({ src, alt }: PictureProps) {
  const image = useRef<HTMLImageElement>(null);
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    const element = image.current;
    if (!element) return undefined;
    let endTurn = () => {};
    let isDone = false;
    const finish = () => {
      isDone = true;
      endTurn();
    };
    const fail = () => {
      finish();
      setFailed(src);
    };
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (isDone) return;
        endTurn();
        if (entry?.isIntersecting) endTurn = takePictureTurn(() => (element.src = src));
        else element.removeAttribute("src"); // ends its request
      },
      { rootMargin: reach },
    );
    element.addEventListener("load", finish);
    element.addEventListener("error", fail);
    watch.observe(element);
    return () => {
      watch.disconnect();
      element.removeEventListener("load", finish);
      element.removeEventListener("error", fail);
      endTurn();
    };
  }, [src]);
  useEffect(() => {
    const element = image.current;
    return () => element?.removeAttribute("src"); // a picture that left the page would be loaded to its end
  }, []);
  if (failed === src) return <span class="picture missing">No picture</span>;
  return <img ref={image} class="picture" alt={alt} decoding="async" />;
}

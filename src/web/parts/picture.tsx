import { useState } from "preact/hooks";

interface PictureProps {
  readonly src: string;
  readonly alt: string;
  readonly eager?: boolean;
}

/** A picture of a video in its frame; one that cannot be drawn leaves the frame and says so. */
export function Picture({ src, alt, eager = false }: PictureProps) {
  const [failed, setFailed] = useState<string>();
  if (failed === src) return <span class="picture missing">No picture</span>;
  return (
    <img
      class="picture"
      src={src}
      alt={alt}
      loading={eager ? "eager" : "lazy"}
      decoding="async"
      onError={() => setFailed(src)}
    />
  );
}

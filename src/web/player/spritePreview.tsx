import type { Sprites } from "../../client/client.js";
import { toClock } from "../format.js";

interface SpritePreviewProps {
  readonly sprites: Sprites | undefined;
  readonly timeSeconds: number;
  /** Where it points, as a share of the width. */
  readonly share: number;
  readonly caption: string | undefined;
}

/** The picture at the time that is pointed at, from the video's sheet. */
export function SpritePreview({ sprites, timeSeconds, share, caption }: SpritePreviewProps) {
  return (
    <div class="sprite" aria-hidden="true" style={{ left: `clamp(5.2rem, ${100 * share}%, calc(100% - 5.2rem))` }}>
      {sprites && <span class="tile" style={toTile(sprites, timeSeconds)} />}
      <span class="sprite-clock">{toClock(timeSeconds, true)}</span>
      {caption !== undefined && <span class="sprite-text">{caption}</span>}
    </div>
  );
}

function toTile(sprites: Sprites, timeSeconds: number) {
  const { columns, count, tileWidth, tileHeight, intervalSeconds, imageUrl } = sprites;
  const n = Math.min(count - 1, Math.max(0, Math.floor(timeSeconds / intervalSeconds)));
  return {
    width: `${tileWidth}px`,
    height: `${tileHeight}px`,
    backgroundImage: `url("${imageUrl}")`,
    backgroundPosition: `-${(n % columns) * tileWidth}px -${Math.floor(n / columns) * tileHeight}px`,
  };
}

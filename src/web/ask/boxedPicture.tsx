import type { Answer } from "../../client/client.js";
import { toClock, toFileName, toSpoken } from "../format.js";
import { Picture } from "../parts/picture.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";

type LocatedBox = NonNullable<Answer["boxes"]>[number];

const pictureWidth = 960;

/** The picture in which something was looked for, with a box around each place where it is, leading to its moment. */
export function BoxedPicture({ boxes: [first, ...others] }: { readonly boxes: readonly LocatedBox[] }) {
  if (!first) return null;
  const { videoId, path, timeSeconds } = first;
  const boxes = [first, ...others];
  const names = [...new Set(boxes.map(({ phrase }) => phrase))].join(", ");
  return (
    <figure class="boxed">
      <a class="frame" href={toVideoAddress(videoId, { t: timeSeconds })}>
        <Picture
          src={kinodex.thumbnailUrl(videoId, timeSeconds, pictureWidth)}
          alt={`${toFileName(path)} at ${toSpoken(timeSeconds, true)}, with a box around: ${names}`}
        />
        {boxes.map((box) => (
          <span class="box-around" key={`${box.left} ${box.top} ${box.right} ${box.bottom}`} style={toPlace(box)}>
            <span aria-hidden="true">{box.phrase}</span>
          </span>
        ))}
      </a>
      <figcaption class="muted">
        {toFileName(path)} at {toClock(timeSeconds, true)}
      </figcaption>
    </figure>
  );
}

function toPlace({ left, top, right, bottom }: LocatedBox) {
  const toPercent = (share: number) => `${(100 * share).toFixed(2)}%`;
  return {
    left: toPercent(left),
    top: toPercent(top),
    width: toPercent(right - left),
    height: toPercent(bottom - top),
  };
}

import { toClock, toFileName } from "../format.js";
import { Picture } from "../parts/picture.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";
import type { Like } from "./asked.js";

/** The moment that others are to be like. */
export function LikeNote({ like: { videoId, timeSeconds } }: { readonly like: Like }) {
  const { value } = useLoaded(videoId, () => kinodex.video(videoId));
  return (
    <p class="note-line like-note">
      <span class="frame">
        <Picture src={kinodex.thumbnailUrl(videoId, timeSeconds)} alt="" />
      </span>
      <span>
        Moments like{" "}
        <a href={toVideoAddress(videoId, { t: timeSeconds })}>
          {value ? toFileName(value.path) : "that"} at {toClock(timeSeconds, true)}
        </a>
      </span>
    </p>
  );
}

import type { Video } from "../../client/client.js";
import { toClock, toFileName, toSpoken } from "../format.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";
import { Clock } from "./clock.js";
import { FileName } from "./fileName.js";
import { Picture } from "./picture.js";
import { Preview, useMeant } from "./preview.js";

/** A video as a picture that plays when it is pointed at. */
export function VideoTile({ video }: { readonly video: Video }) {
  const { videoId, path, durationSeconds } = video;
  const { isMeant, listeners } = useMeant();
  const name = toFileName(path);
  return (
    <a class="moment" href={toVideoAddress(videoId)} {...listeners}>
      <span class="about">
        <FileName name={name} />
      </span>
      <span class="frame">
        <Picture src={kinodex.thumbnailUrl(videoId)} alt="" />
        {isMeant && <Preview videoId={videoId} startSeconds={durationSeconds * 0.3} endSeconds={durationSeconds} />}
        <Clock shown={toClock(durationSeconds)} spoken={toSpoken(durationSeconds)} />
      </span>
    </a>
  );
}

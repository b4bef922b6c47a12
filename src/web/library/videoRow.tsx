import type { Video } from "../../client/client.js";
import { toClock, toFileName, toSize, toSpoken } from "../format.js";
import { Clock } from "../parts/clock.js";
import { FileName } from "../parts/fileName.js";
import { Picture } from "../parts/picture.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";

const stateWords: Readonly<Record<Video["state"], string>> = {
  indexing: "Being indexed",
  complete: "",
  partial: "Read in part",
};

interface VideoRowProps {
  readonly video: Video;
  readonly onRemove: (() => void) | undefined;
}

/** A video with its state. */
export function VideoRow({ video, onRemove }: VideoRowProps) {
  const { videoId, path, durationSeconds, sizeBytes, state, problems, indexedThroughSeconds, recordedAt } = video;
  const name = toFileName(path);
  return (
    <article class="video-row">
      <a class="moment" href={toVideoAddress(videoId)}>
        <span class="hidden">{name}</span>
        <span class="frame">
          <Picture src={kinodex.thumbnailUrl(videoId)} alt="" />
          <Clock shown={toClock(durationSeconds)} spoken={toSpoken(durationSeconds)} />
        </span>
      </a>
      <div class="about">
        <h3>
          <FileName name={name} />
        </h3>
        <p class="muted place" title={toPlace(path)}>
          {toPlace(path)}
        </p>
        <p class="muted">
          {toSize(sizeBytes)} · {new Date(recordedAt).toLocaleDateString(undefined, { dateStyle: "medium" })}
        </p>
        {state !== "complete" && (
          <p class="warn">
            {stateWords[state]}
            {state === "indexing" && ` up to ${toClock(indexedThroughSeconds)}`}
            {problems.length > 0 && `: ${problems.join("; ")}`}
          </p>
        )}
        {onRemove && (
          <button type="button" class="quiet danger" onClick={onRemove} aria-label={`Remove ${name}`}>
            Remove
          </button>
        )}
      </div>
    </article>
  );
}

/** The folder that a file is in, as far as it is shown. */
function toPlace(path: string): string {
  if (path.startsWith("stored/")) return "uploaded";
  return path.split("/").slice(0, -1).join("/") || "added on the command line";
}

import { useEffect } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { toFileName } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { Breakable } from "../parts/fileName.js";
import type { Place } from "../router.js";
import { toSearchAddress } from "../search/lastSearch.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";
import { Player } from "./player.js";

interface PlayerPageProps {
  readonly videoId: string;
  readonly place: Place;
}

/** A video at a moment, with all that is known of it. */
export function PlayerPage({ videoId, place }: PlayerPageProps) {
  const query = place.url.searchParams.get("q")?.trim() || undefined;
  const video = useLoaded(videoId, () => kinodex.video(videoId));
  useEffect(() => {
    if (video.value) document.title = `${toFileName(video.value.path)} · Kinodex`;
  }, [video.value]);
  return (
    <div class="player-page">
      <div class="player-head">
        {query !== undefined && (
          <a class="back" href={toSearchAddress(query)}>
            ← All moments
          </a>
        )}
        <h1 tabIndex={-1}>
          <Breakable text={video.value ? toFileName(video.value.path) : "Video"} />
        </h1>
        {video.value && <Problems video={video.value} />}
      </div>
      {video.error !== undefined && <ComplaintNote error={video.error} onRetry={video.reload} />}
      {video.value && <Player video={video.value} query={query} place={place} />}
    </div>
  );
}

/** Where its index is not whole, and why. */
function Problems({ video: { state, problems } }: { readonly video: Video }) {
  if (state === "complete") return null;
  return (
    <p class="note-line warn">
      {state === "partial" ? "Read in part" : "Still being indexed"}
      {problems.length > 0 && `: ${problems.join("; ")}`}
    </p>
  );
}

import type { VideoPage } from "../../client/client.js";
import { toCount } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { NoVideos } from "../parts/noVideos.js";
import { VideoTile } from "../parts/videoTile.js";
import type { Loaded } from "../useLoaded.js";

export const maxTiles = 12;

/** What is there to be searched, before anything is asked. */
export function StartPage({ videos: { value, error, reload } }: { readonly videos: Loaded<VideoPage> }) {
  if (error !== undefined) return <ComplaintNote error={error} onRetry={reload} />;
  if (!value) return null;
  if (value.total === 0) return <NoVideos />;
  return (
    <section class="start" aria-labelledby="start-title">
      <div class="row spread">
        <h2 id="start-title">{toCount(value.total, "video")} to search</h2>
        <a href="/library">Library</a>
      </div>
      <ul class="tiles">
        {value.videos.map((video) => (
          <li key={video.videoId}>
            <VideoTile video={video} />
          </li>
        ))}
      </ul>
    </section>
  );
}

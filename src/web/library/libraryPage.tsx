import { useEffect, useRef, useState } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { toCount, toFileName } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { navigate, toAddress, type Place } from "../router.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { useLoaded } from "../useLoaded.js";
import { AddVideos } from "./addVideos.js";
import { JobList } from "./jobList.js";
import { RemoveDialog } from "./removeDialog.js";
import { useJobs } from "./useJobs.js";
import { VideoRow } from "./videoRow.js";

const pageSize = 48;

/** What is indexed, and what is on its way. */
export function LibraryPage({ place }: { readonly place: Place }) {
  const cursor = place.url.searchParams.get("after") ?? undefined;
  const page = useLoaded(`page ${cursor}`, () =>
    kinodex.listVideos({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }),
  );
  const { jobs, put } = useJobs(page.reload);
  const [removing, setRemoving] = useState<Video>();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Library · Kinodex";
  }, []);
  const mayIngest = useMayIngest();
  const { value, error, reload } = page;
  return (
    <div class="library-page">
      <h1 tabIndex={-1} ref={title}>
        Library
      </h1>
      {mayIngest && <AddVideos onJobs={put} />}
      <JobList jobs={jobs} onChange={put} />
      {error !== undefined && <ComplaintNote error={error} onRetry={reload} />}
      {value?.total === 0 && (
        <section class="empty">
          <h2>No video is indexed yet</h2>
          <p>
            {mayIngest
              ? "Choose some above. They can be searched as soon as they are indexed, a minute of video at a time."
              : "Your key may read alone; whoever runs the server can add some."}
          </p>
        </section>
      )}
      {value && value.total > 0 && (
        <section aria-labelledby="videos-title">
          <h2 id="videos-title">{toCount(value.total, "video")}</h2>
          <ul class="video-rows">
            {value.videos.map((video) => (
              <li key={video.videoId}>
                <VideoRow video={video} onRemove={mayIngest ? () => setRemoving(video) : undefined} />
              </li>
            ))}
          </ul>
          {(cursor !== undefined || value.nextCursor !== undefined) && (
            <nav class="row paging" aria-label="Pages of videos">
              {cursor !== undefined && (
                <button type="button" onClick={() => navigate("/library")}>
                  First page
                </button>
              )}
              {value.nextCursor !== undefined && (
                <a class="button" href={toAddress("/library", { after: value.nextCursor })}>
                  More videos
                </a>
              )}
            </nav>
          )}
        </section>
      )}
      {removing && (
        <RemoveDialog
          name={toFileName(removing.path)}
          isUpload={removing.path.startsWith("stored/")}
          remove={() => kinodex.removeVideo(removing.videoId)}
          onClose={(isRemoved) => {
            setRemoving(undefined);
            if (!isRemoved) return;
            reload();
            title.current?.focus();
          }}
        />
      )}
    </div>
  );
}

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { toCount, toFileName } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { ConfirmDialog } from "../parts/confirmDialog.js";
import type { Place } from "../router.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { AddVideos } from "./addVideos.js";
import { JobList } from "./jobList.js";
import { isFiltered, readListed } from "./listed.js";
import { ListForm } from "./listForm.js";
import { MoreVideos } from "./moreVideos.js";
import { PageOfRows } from "./pageOfRows.js";
import { useJobs } from "./useJobs.js";
import { useVideoPages } from "./useVideoPages.js";

/** What is indexed, and what is on its way. */
export function LibraryPage({ place }: { readonly place: Place }) {
  const asked = useMemo(() => readListed(place.url), [place.url.href]);
  const page = useVideoPages(asked);
  const { jobs, put, drop } = useJobs(page.reload);
  const [removing, setRemoving] = useState<Video>();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Library · Kinodex";
  }, []);
  const mayIngest = useMayIngest();
  const { pages, total, error, reload } = page;
  return (
    <div class="library-page">
      <h1 tabIndex={-1} ref={title}>
        Library
      </h1>
      {mayIngest && <AddVideos onJobs={put} />}
      <JobList jobs={jobs} onChange={put} onDismissed={drop} />
      {error !== undefined && <ComplaintNote error={error} onRetry={reload} />}
      {total === 0 && !isFiltered(asked) && (
        <section class="empty">
          <h2>No video is indexed yet</h2>
          <p>
            {mayIngest
              ? "Choose some above. They can be searched as soon as they are indexed, a minute of video at a time."
              : "Your key can only read. Whoever runs the server can add videos."}
          </p>
        </section>
      )}
      {(total ?? 0) + (isFiltered(asked) ? 1 : 0) > 0 && (
        <section aria-labelledby="videos-title">
          <ListForm asked={asked} />
          <h2 id="videos-title" aria-live="polite">
            {total === 0 ? "No video has such a name, folder or date" : toCount(total ?? 0, "video")}
          </h2>
          <ul class="video-rows">
            {pages.map((videos) => (
              <PageOfRows key={videos[0]?.videoId} videos={videos} onRemove={mayIngest ? setRemoving : undefined} />
            ))}
          </ul>
          {page.more && <MoreVideos onMore={page.more} isLoading={page.loading} />}
        </section>
      )}
      {removing && (
        <ConfirmDialog
          title={`Remove ${toFileName(removing.path)}?`}
          action="Remove"
          work={() => kinodex.removeVideo(removing.videoId)}
          onClose={(isRemoved) => {
            setRemoving(undefined);
            if (!isRemoved) return;
            reload();
            title.current?.focus();
          }}
        >
          {removing.path.startsWith("stored/")
            ? "It was uploaded, so its file is deleted with it."
            : "The index forgets it. Its file stays where it is."}
        </ConfirmDialog>
      )}
    </div>
  );
}

import { useMemo } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { VideoRow } from "./videoRow.js";

interface PageOfRowsProps {
  readonly videos: readonly Video[];
  readonly onRemove: ((video: Video) => void) | undefined;
}

/** Some of the videos of a list; not drawn again when more of them come, which would stall a list of thousands. */
export function PageOfRows({ videos, onRemove }: PageOfRowsProps) {
  return useMemo(
    () => (
      <>
        {videos.map((video) => (
          <li key={video.videoId}>
            <VideoRow video={video} onRemove={onRemove && (() => onRemove(video))} />
          </li>
        ))}
      </>
    ),
    [videos, onRemove],
  );
}

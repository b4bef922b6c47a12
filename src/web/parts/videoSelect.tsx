import { toFileName } from "../format.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

interface VideoSelectProps {
  readonly value: string | undefined;
  readonly onChange?: () => void;
}

const maxListed = 500;

/** One of the videos, or all of them; in a form as `video`. */
export function VideoSelect({ value, onChange }: VideoSelectProps) {
  const { value: page } = useLoaded("videos", () => kinodex.listVideos({ limit: maxListed }));
  const videos = page?.videos ?? [];
  const isListed = value === undefined || videos.some(({ videoId }) => videoId === value);
  return (
    <label class="field wide">
      <span>Video</span>
      <select name="video" value={value ?? ""} onChange={onChange}>
        <option value="">all of them</option>
        {!isListed && <option value={value}>the one in the address</option>}
        {videos.map(({ videoId, path }) => (
          <option key={videoId} value={videoId}>
            {toFileName(path)}
          </option>
        ))}
      </select>
    </label>
  );
}

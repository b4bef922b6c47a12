import { useState } from "preact/hooks";
import type { SpanInput, Video } from "../../client/client.js";
import { toFileName } from "../format.js";
import { navigate } from "../router.js";
import { toLikeAddress } from "../search/asked.js";
import { kinodex } from "../service.js";
import type { Playback } from "./playback.js";
import { seekAmong } from "./seekAmong.js";
import { toTimecode } from "./timecode.js";
import { useLoop } from "./useLoop.js";

const rates = [0.25, 0.5, 1, 1.5, 2, 4];

interface ControlsProps {
  readonly video: Video;
  readonly moments: readonly SpanInput[];
  /** What a loop repeats: the marked span, or the moment that is shown. */
  readonly span: SpanInput | undefined;
  readonly playback: Playback;
}

/** Plays, goes from moment to moment, and takes along what is shown. */
export function Controls({ video, moments, span, playback }: ControlsProps) {
  const { videoId, path, frameRate = 25 } = video;
  const [isLooping, setLooping] = useState(false);
  const [copied, setCopied] = useState("");
  useLoop(isLooping ? span : undefined, playback);
  const copy = async (text: string, what: string) => {
    try {
      await navigator.clipboard.writeText(text); // there is none where a page came by plain HTTP from another machine
      setCopied(`${what} copied`);
    } catch {
      setCopied(`Copy it from here: ${text}`);
    }
  };
  return (
    <div class="controls" role="group" aria-label="Playing">
      <button type="button" class="play" onClick={playback.togglePlaying}>
        {playback.speed === 0 ? "Play" : "Pause"}
      </button>
      {moments.length > 0 && (
        <>
          <button type="button" title="The moment before ([)" onClick={() => seekAmong(moments, playback, -1)}>
            Previous
          </button>
          <button type="button" title="The next moment (])" onClick={() => seekAmong(moments, playback, 1)}>
            Next
          </button>
        </>
      )}
      <button type="button" aria-pressed={isLooping} disabled={!span} onClick={() => setLooping(!isLooping)}>
        Loop
      </button>
      <label class="speed-choice">
        <span class="hidden">Speed</span>
        <select
          value={String(playback.rate)}
          onChange={({ currentTarget }) => playback.setRate(Number(currentTarget.value))}
        >
          {rates.map((rate) => (
            <option key={rate} value={String(rate)}>
              {rate} ×
            </option>
          ))}
        </select>
      </label>
      <button type="button" title="Full screen (f)" onClick={() => void playback.element.current?.requestFullscreen()}>
        Full screen
      </button>
      <button type="button" onClick={() => void copy(location.href, "Link")}>
        Copy link
      </button>
      <button type="button" onClick={() => void copy(toTimecode(playback.clock.get(), frameRate), "Timecode")}>
        Copy timecode
      </button>
      <button type="button" onClick={() => navigate(toLikeAddress(videoId, playback.clock.get()))}>
        More like this
      </button>
      <a class="button" href={kinodex.streamUrl(videoId)} download={toFileName(path)}>
        Download
      </a>
      <span role="status" class="muted">
        {copied}
      </span>
    </div>
  );
}

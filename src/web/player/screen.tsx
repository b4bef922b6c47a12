import { useEffect, useRef, useState } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { ComplaintNote } from "../parts/complaint.js";
import type { SourcedSegments } from "../parts/sources.js";
import { Picture } from "../parts/picture.js";
import { letGo } from "../parts/preview.js";
import { kinodex } from "../service.js";
import { useStore } from "../store.js";
import type { Playback } from "./playback.js";
import { hasSound, isUnheard } from "../parts/unheard.js";
import { useClips } from "./useClips.js";

interface ScreenProps {
  readonly video: Video;
  readonly playback: Playback;
  readonly words: readonly SourcedSegments[];
}

type Trouble =
  { readonly kind: "codec"; readonly of: "picture" | "sound" } | { readonly kind: "file"; readonly error: unknown };

/** The video; where the browser cannot play it, clips of it in a format that it can, and pictures until they come. */
export function Screen({ video, playback, words }: ScreenProps) {
  const { videoId, codec } = video;
  const [trouble, setTrouble] = useState<Trouble>();
  useEffect(() => {
    const element = playback.element.current;
    return () => element && letGo(element);
  }, []);
  const isCodec = trouble?.kind === "codec";
  const clips = useClips(videoId, video.durationSeconds, playback, isCodec);
  const wasAsked = useRef(false);
  const listen = async (element: HTMLVideoElement) => {
    if (isCodec || wasAsked.current || !isUnheard(element)) return;
    wasAsked.current = true;
    if (await hasSound(videoId).catch(() => false)) setTrouble({ kind: "codec", of: "sound" });
  };
  const explain = () => !isCodec && void findTrouble(videoId).then(setTrouble);
  const isPlayable = trouble === undefined || (isCodec && clips.src !== undefined);
  return (
    <div class="video-screen">
      <video
        ref={playback.element}
        src={isCodec ? clips.src : kinodex.streamUrl(videoId)}
        controls={!isCodec}
        playsInline
        preload="auto"
        hidden={!isPlayable}
        aria-label={`Video ${video.path}`}
        onError={explain}
        // A browser that knows the container but not the codec shows nothing, or plays the sound alone.
        onLoadedMetadata={({ currentTarget }) =>
          !isCodec && currentTarget.videoWidth === 0 && setTrouble({ kind: "codec", of: "picture" })
        }
        onTimeUpdate={({ currentTarget }) => void listen(currentTarget)}
      >
        {!isCodec &&
          words.map(({ source, title, language }) => (
            <track
              key={title}
              kind="captions"
              label={title}
              srclang={source === "caption" ? "en" : language}
              src={kinodex.captionsUrl(videoId, source, language)}
            />
          ))}
      </video>
      {!isPlayable && <Stills videoId={videoId} playback={playback} />}
      {isCodec && (
        <p class="screen-note" role="status">
          This browser cannot play {trouble.of === "sound" ? "the sound of this file" : codec}.{" "}
          {clips.error !== undefined
            ? "Pictures are shown instead; move along the timeline."
            : clips.isCutting
              ? "Getting the next seconds ready …"
              : "The server turns it into mp4 as you watch."}
        </p>
      )}
      {trouble?.kind === "file" && <ComplaintNote error={trouble.error} />}
    </div>
  );
}

/** Whether the file is the trouble, or what is in it. */
async function findTrouble(videoId: string): Promise<Trouble> {
  try {
    await kinodex.probeStream(videoId);
    return { kind: "codec", of: "picture" };
  } catch (error) {
    return { kind: "file", error };
  }
}

const restMs = 120;

/** The picture at the present time, once it rests. */
function Stills({ videoId, playback }: { readonly videoId: string; readonly playback: Playback }) {
  const timeSeconds = useStore(playback.clock, (seconds) => Math.round(seconds * 5) / 5);
  const [shownSeconds, setShownSeconds] = useState(timeSeconds);
  useEffect(() => {
    const timer = setTimeout(() => setShownSeconds(timeSeconds), restMs);
    return () => clearTimeout(timer);
  }, [timeSeconds]);
  return <Picture src={kinodex.thumbnailUrl(videoId, shownSeconds, 1280)} alt={`The picture at ${shownSeconds} s`} />;
}

import { useMemo, useRef, useState } from "preact/hooks";
import type { SpanInput, Video } from "../../client/client.js";
import { CollectedNote, CollectMenu, type Collected } from "../collections/collectMenu.js";
import { ExportMenu } from "../parts/exportMenu.js";
import type { Place } from "../router.js";
import { toChosen } from "../selection.js";
import { kinodex } from "../service.js";
import { useStore } from "../store.js";
import { useNotedTime, useSeekByAddress } from "./addressTime.js";
import { Beside } from "./beside.js";
import { Controls } from "./controls.js";
import { MarkBar, toSpan, useSpanExport, type Marked } from "./exportSpan.js";
import { foundFromSimilarity } from "./foundFromSimilarity.js";
import { readHit, withHit } from "./hit.js";
import { toLanes } from "./lanes.js";
import { usePlayback } from "./playback.js";
import { Screen } from "./screen.js";
import { Timeline } from "./timeline.js";
import { Legend, Speed } from "./tools.js";
import { maxMoments, useKnown } from "./useKnown.js";
import { usePlayerKeys } from "./usePlayerKeys.js";

interface PlayerProps {
  readonly video: Video;
  readonly query: string | undefined;
  readonly place: Place;
}

/** A video that plays, its timeline, and what is known of it. */
export function Player({ video, query, place }: PlayerProps) {
  const { videoId, durationSeconds } = video;
  const playback = usePlayback(durationSeconds);
  const hit = useMemo(() => readHit(place.url), [place.url.href]);
  const known = useKnown(videoId, query, hit !== undefined);
  const { answer, curve, shots, words } = known;
  const moments = useMemo(() => withHit(answer.value?.moments ?? [], answer.value && hit), [answer.value, hit]);
  const phrases = curve.value?.curves.map(({ phrase }) => phrase) ?? [];
  const chosen = useStore(playback.clock, (seconds) =>
    moments.findIndex(({ startSeconds, endSeconds }) => startSeconds <= seconds + 0.05 && seconds < endSeconds),
  );
  const lanes = useMemo(
    () =>
      toLanes({
        moments,
        chosen,
        phrases,
        shots: shots.value?.shots,
        words: words.value,
      }),
    [moments, chosen, curve.value, shots.value, words.value],
  );
  const [marked, setMarked] = useState<Marked>({});
  const exporting = useSpanExport(video);
  const shown = moments[chosen] ?? (query === undefined ? hit : undefined);
  const span = toSpan(marked, durationSeconds, shown);
  const [collected, setCollected] = useState<Collected>();
  // A moment ends to be the one that is shown where it ends, so the loop holds on to the one before.
  const lastShown = useRef<SpanInput>(undefined);
  lastShown.current = shown ?? lastShown.current;
  const loopSpan = toSpan(marked, durationSeconds, lastShown.current);
  const mark = (side: keyof Marked) => setMarked((before) => ({ ...before, [side]: playback.clock.get() }));
  const saveClip = () => {
    if (span) void exporting.save(span);
    return span !== undefined;
  };
  useSeekByAddress(place, playback);
  useNotedTime(videoId, { q: query, hit }, playback);
  usePlayerKeys({ playback, frameSeconds: 1 / (video.frameRate ?? 25), moments, mark, saveClip });

  return (
    <div class="player">
      <div class="stage">
        <Screen video={video} playback={playback} words={words.value ?? []} />
        <Controls video={video} moments={moments} span={loopSpan} playback={playback} />
        <Timeline
          durationSeconds={durationSeconds}
          curves={curve.value?.curves ?? []}
          foundFromSimilarity={foundFromSimilarity(answer.value)}
          lanes={lanes}
          marked={marked}
          sprites={known.sprites.value}
          playback={playback}
        />
        {phrases.length > 1 && <Legend phrases={phrases} />}
        <div class="row spread tools">
          <MarkBar
            marked={marked}
            span={span}
            exporting={exporting}
            onMark={mark}
            onClear={() => setMarked({})}
            onExport={saveClip}
          />
          <Speed playback={playback} />
          {collected && <CollectedNote collected={collected} />}
          <CollectMenu
            moments={span ? [toChosen({ videoId, ...span })] : []}
            hint="Mark a span first, with Mark in and Mark out."
            onCollected={setCollected}
          />
          {query !== undefined && answer.value?.answered === true && (
            <ExportMenu
              write={(format) =>
                kinodex.exportMoments({ query, videoId, top: maxMoments, background: hit ? "index" : "video", format })
              }
            />
          )}
        </div>
      </div>
      <Beside {...{ video, query, known, hit, moments, chosen, phrases, playback }} />
    </div>
  );
}

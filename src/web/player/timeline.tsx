import { useRef, useState } from "preact/hooks";
import type { Curve, Sprites } from "../../client/client.js";
import { toClock, toSpoken } from "../format.js";
import { useStore } from "../store.js";
import { CurveLane } from "./curveLane.js";
import type { Playback } from "./playback.js";
import { SpanLane, type Bar } from "./spanLane.js";
import { SpritePreview } from "./spritePreview.js";
import { TimeScale } from "./timeScale.js";

/** A row of the timeline. */
export interface Lane {
  readonly name: string;
  readonly kind: string;
  readonly bars: readonly Bar[];
}

interface TimelineProps {
  readonly durationSeconds: number;
  readonly curves: Curve["curves"];
  readonly foundFromSimilarity: number | undefined;
  readonly lanes: readonly Lane[];
  readonly marked: { readonly startSeconds?: number; readonly endSeconds?: number };
  readonly sprites: Sprites | undefined;
  readonly playback: Playback;
}

const stepSeconds = 5;

/** All that is known of a video over its time; pointing shows, pressing and dragging seeks. */
export function Timeline(props: TimelineProps) {
  const { durationSeconds, curves, foundFromSimilarity, lanes, marked, sprites, playback } = props;
  const track = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number>();
  const [isDragging, setDragging] = useState(false);
  const toShare = (seconds: number) => `${(100 * Math.min(seconds, durationSeconds)) / durationSeconds}%`;
  const timeAt = ({ clientX }: PointerEvent) => {
    const { left, width } = (track.current as HTMLDivElement).getBoundingClientRect();
    return durationSeconds * Math.min(1, Math.max(0, (clientX - left) / width));
  };
  const { startSeconds, endSeconds } = marked;
  const markStart = startSeconds ?? endSeconds;

  return (
    <div class="timeline">
      <div class="lane-names" aria-hidden="true">
        {curves.length > 0 && <span class="lane-name curve">Similarity</span>}
        {lanes.map(({ name, kind }) => (
          <span class={`lane-name ${kind}`} key={name}>
            {name}
          </span>
        ))}
      </div>
      <div
        ref={track}
        class={isDragging ? "track dragging" : "track"}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          track.current?.setPointerCapture(event.pointerId);
          setDragging(true);
          playback.seek(timeAt(event));
        }}
        onPointerMove={(event) => {
          setPointed(timeAt(event));
          if (isDragging) playback.seek(timeAt(event));
        }}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
        onPointerLeave={() => setPointed(undefined)}
      >
        {curves.length > 0 && <CurveLane {...{ curves, durationSeconds, foundFromSimilarity }} />}
        {lanes.map(({ name, kind, bars }) => (
          <SpanLane key={name} kind={kind} bars={bars} toShare={toShare} />
        ))}
        {markStart !== undefined && (
          <span
            class="marked"
            style={{ left: toShare(markStart), right: `calc(100% - ${toShare(endSeconds ?? markStart)})` }}
          />
        )}
        <Playhead playback={playback} durationSeconds={durationSeconds} />
        {pointed !== undefined && (
          <SpritePreview
            sprites={sprites}
            timeSeconds={pointed}
            share={pointed / durationSeconds}
            caption={lanes.find(({ kind }) => kind === "caption")?.bars.find(contains(pointed))?.text}
          />
        )}
      </div>
      <TimeScale durationSeconds={durationSeconds} toShare={toShare} />
    </div>
  );
}

const contains = (seconds: number) => (bar: Bar) => bar.startSeconds <= seconds && seconds < bar.endSeconds;

interface PlayheadProps {
  readonly playback: Playback;
  readonly durationSeconds: number;
}

/** Where the video is; takes the focus, and moves by keys. */
function Playhead({ playback, durationSeconds }: PlayheadProps) {
  const seconds = useStore(playback.clock, (now) => now);
  const percent = (100 * Math.min(seconds, durationSeconds)) / durationSeconds;
  const move = (to: number, event: KeyboardEvent) => {
    playback.seek(to);
    event.preventDefault();
  };
  return (
    <div
      class="playhead"
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationSeconds)}
      aria-valuenow={Math.round(seconds)}
      aria-valuetext={`${toSpoken(seconds)} of ${toSpoken(durationSeconds)}`}
      style={{ left: `${percent}%`, "--percent": percent }}
      onKeyDown={(event) => {
        if (event.key === "Home") move(0, event);
        if (event.key === "End") move(durationSeconds, event);
        if (event.key === "PageDown" || event.key === "ArrowDown") move(seconds - stepSeconds, event);
        if (event.key === "PageUp" || event.key === "ArrowUp") move(seconds + stepSeconds, event);
      }}
    >
      <span class="playhead-clock" aria-hidden="true">
        {toClock(seconds, true)}
      </span>
    </div>
  );
}

import { useState } from "preact/hooks";
import type { SpanInput, Video } from "../../client/client.js";
import { toClock, toClockSpan, toFileName } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { saveFile } from "../parts/saveFile.js";
import { kinodex } from "../service.js";

/** A span that is being marked; an end may come first. */
export interface Marked {
  readonly startSeconds?: number;
  readonly endSeconds?: number;
}

/** A span from marks, to the end of the video where no end is marked; `shown` where nothing is marked at all. */
export function toSpan<Shown extends SpanInput>(
  marked: Marked,
  durationSeconds: number,
  shown: Shown | undefined,
): Shown | SpanInput | undefined {
  if (marked.startSeconds === undefined && marked.endSeconds === undefined) return shown;
  const { startSeconds = 0, endSeconds = durationSeconds } = marked;
  return endSeconds > startSeconds ? { startSeconds, endSeconds } : undefined;
}

/** Cuts spans of a video and gives them to the browser; tells how that goes. */
export function useSpanExport(video: Video | undefined) {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error?: unknown; readonly done?: string }>({
    isBusy: false,
  });
  const save = async (span: SpanInput) => {
    if (!video || state.isBusy) return;
    setState({ isBusy: true });
    try {
      const clip = await kinodex.clip(video.videoId, span);
      const stem = toFileName(video.path).replace(/\.[^.]+$/, "");
      const name = `${stem}_${span.startSeconds.toFixed(2)}-${span.endSeconds.toFixed(2)}.mp4`;
      saveFile(clip, name);
      setState({ isBusy: false, done: `Saved ${name}` });
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return { state, save };
}

interface MarkBarProps {
  readonly marked: Marked;
  /** What would be saved: the marked span, or the moment that is shown where nothing is marked. */
  readonly span: SpanInput | undefined;
  readonly exporting: ReturnType<typeof useSpanExport>;
  readonly onMark: (side: "startSeconds" | "endSeconds") => void;
  readonly onClear: () => void;
  readonly onExport: () => void;
}

/** Marks a span and saves it. */
export function MarkBar({ marked, span, exporting, onMark, onClear, onExport }: MarkBarProps) {
  const { state } = exporting;
  const isAnything = marked.startSeconds !== undefined || marked.endSeconds !== undefined;
  return (
    <div class="mark-bar" role="group" aria-label="Marked span">
      <button type="button" onClick={() => onMark("startSeconds")}>
        Mark in <kbd>i</kbd>
      </button>
      <button type="button" onClick={() => onMark("endSeconds")}>
        Mark out <kbd>o</kbd>
      </button>
      <button type="button" disabled={!span || state.isBusy} onClick={onExport}>
        {state.isBusy ? "Cutting …" : "Save clip"} <kbd>e</kbd>
      </button>
      <output class="marked-span" aria-live="polite">
        {span && toClockSpan(span.startSeconds, span.endSeconds, true)}
        {!span && isAnything && `The end, ${toClock(marked.endSeconds ?? 0, true)}, is before the start`}
      </output>
      {isAnything && (
        <button type="button" class="quiet" onClick={onClear}>
          Clear
        </button>
      )}
      <span role="status" class="muted">
        {state.done}
      </span>
      {state.error !== undefined && <ComplaintNote error={state.error} />}
    </div>
  );
}

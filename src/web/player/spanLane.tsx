/** A span on a lane. */
export interface Bar {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text?: string;
  /** Which of several series it belongs to. */
  readonly series?: number;
  readonly isChosen?: boolean;
  /** How far down the lane it begins, as a share, where spans of several series may overlap. */
  readonly row?: number;
}

interface SpanLaneProps {
  readonly kind: string;
  readonly bars: readonly Bar[];
  readonly toShare: (seconds: number) => string;
}

/** Spans in a row. What they say is in the lists beside the video; here it is drawn. */
export function SpanLane({ kind, bars, toShare }: SpanLaneProps) {
  return (
    <div class={`lane ${kind}`} aria-hidden="true">
      {bars.map(({ startSeconds, endSeconds, text, series, row, isChosen }) => (
        <span
          key={`${startSeconds} ${endSeconds} ${series}`}
          class={`bar${series === undefined ? "" : ` series-${series % 5}`}${isChosen ? " chosen" : ""}`}
          title={text}
          style={{
            left: toShare(startSeconds),
            right: `calc(100% - ${toShare(endSeconds)})`,
            ...(row === undefined ? {} : { top: `${100 * row}%` }),
          }}
        />
      ))}
    </div>
  );
}

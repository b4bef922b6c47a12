import type { Curve } from "../../client/client.js";

interface CurveLaneProps {
  readonly curves: Curve["curves"];
  readonly durationSeconds: number;
  /** Where the line is drawn above which a moment counts as found. */
  readonly foundFromSimilarity: number | undefined;
}

const height = 100;
const width = 1000;

/** How similar the video is to each phrase over its time, all on one scale. */
export function CurveLane({ curves, durationSeconds, foundFromSimilarity }: CurveLaneProps) {
  const all = curves.flatMap(({ cells }) => cells.map(({ similarity }) => similarity));
  const [lowest, highest] = [Math.min(...all), Math.max(...all, foundFromSimilarity ?? Number.NEGATIVE_INFINITY)];
  const toY = (similarity: number) => height - 4 - ((similarity - lowest) / (highest - lowest || 1)) * (height - 12);
  const toX = (seconds: number) => (width * seconds) / durationSeconds;
  return (
    <div class="lane curve" aria-hidden="true">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
        {curves.map(({ phrase, cells }, n) => {
          const line = toLine(cells, toX, toY);
          return (
            <g key={phrase} class={`series-${n % 5}`}>
              {curves.length === 1 && line && <path class="area" d={`${line}V${height}H0Z`} />}
              <path class="line" d={line} vector-effect="non-scaling-stroke" />
            </g>
          );
        })}
      </svg>
      {foundFromSimilarity !== undefined && (
        <span class="found-line" style={{ top: `${toY(foundFromSimilarity)}%` }}>
          found
        </span>
      )}
    </div>
  );
}

/** A line through the middles of the cells, level to both ends. */
function toLine(
  cells: Curve["curves"][number]["cells"],
  toX: (seconds: number) => number,
  toY: (similarity: number) => number,
): string {
  const [first, last] = [cells[0], cells.at(-1)];
  if (!first || !last) return "";
  const points = [
    [first.startSeconds, first.similarity] as const,
    ...cells.map(({ startSeconds, endSeconds, similarity }) => [(startSeconds + endSeconds) / 2, similarity] as const),
    [last.endSeconds, last.similarity] as const,
  ];
  return `M${points.map(([seconds, similarity]) => `${toX(seconds).toFixed(1)} ${toY(similarity).toFixed(1)}`).join("L")}`;
}

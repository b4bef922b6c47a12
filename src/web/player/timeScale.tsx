import { toClock } from "../format.js";

interface TimeScaleProps {
  readonly durationSeconds: number;
  readonly toShare: (seconds: number) => string;
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
const maxTicks = 8;
/** Behind it there is no room for a label. */
const labelledShare = 0.94;

/** Times along the timeline, at round distances. */
export function TimeScale({ durationSeconds, toShare }: TimeScaleProps) {
  const step = steps.find((seconds) => durationSeconds / seconds <= maxTicks) ?? durationSeconds;
  const ticks = Array.from({ length: Math.floor((durationSeconds * labelledShare) / step) + 1 }, (_, n) => n * step);
  return (
    <div class="time-scale" aria-hidden="true">
      {ticks.map((seconds) => (
        <span key={seconds} style={{ left: toShare(seconds) }}>
          {toClock(seconds)}
        </span>
      ))}
    </div>
  );
}

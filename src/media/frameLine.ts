/** One frame or packet as ffmpeg's framecrc muxer lists it. */
export interface FrameLine {
  /** Which of the output's streams it belongs to. */
  readonly streamIndex: number;
  /** Presentation time on the container's clock. */
  readonly timeSeconds: number;
  readonly durationSeconds: number;
  readonly sizeBytes: number;
}

/**
 * Creates a reader of framecrc's lines: `#tb 0: 1/1000000` gives the time base, then each frame is
 * `stream, dts, pts, duration, size, checksum`. It answers undefined for lines that are no frame.
 */
export function createFrameLineParser(): (line: string) => FrameLine | undefined {
  const secondsPerTick = new Map<number, number>();
  return (line) => {
    const [, ofStream, numerator, denominator] = (/^#tb (\d+): (\d+)\/(\d+)/.exec(line) ?? []).map(Number);
    if (ofStream !== undefined) secondsPerTick.set(ofStream, (numerator as number) / (denominator as number));
    const frame = /^(\d+),\s*(-?\d+),\s*(-?\d+),\s*(\d+),\s*(\d+), 0x/.exec(line);
    if (!frame) return undefined;
    const [streamIndex, dts, pts, duration, sizeBytes] = frame.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const ticks = pts < -(2 ** 62) ? dts : pts; // AVI packets may have no presentation time
    const tick = secondsPerTick.get(streamIndex) ?? 1e-6;
    return { streamIndex, timeSeconds: ticks * tick, durationSeconds: duration * tick, sizeBytes };
  };
}

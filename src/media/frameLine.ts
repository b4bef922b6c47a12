/** One frame or packet as ffmpeg's framecrc muxer lists it. */
export interface FrameLine {
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
  let secondsPerTick = 1e-6;
  return (line) => {
    const base = /^#tb 0: (\d+)\/(\d+)/.exec(line);
    if (base) secondsPerTick = Number(base[1]) / Number(base[2]);
    const frame = /^0,\s*(-?\d+),\s*(-?\d+),\s*(\d+),\s*(\d+), 0x/.exec(line);
    if (!frame) return undefined;
    const [, dts, pts, duration, sizeBytes] = frame.map(Number) as [number, number, number, number, number];
    const ticks = pts < -(2 ** 62) ? dts : pts; // AVI packets may have no presentation time
    return { timeSeconds: ticks * secondsPerTick, durationSeconds: duration * secondsPerTick, sizeBytes };
  };
}

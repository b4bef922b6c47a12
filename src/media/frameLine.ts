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
  const timeBases = new Map<number, readonly [numerator: number, denominator: number]>();
  return (line) => {
    const [, ofStream, above, below] = (/^#tb (\d+): (\d+)\/(\d+)/.exec(line) ?? []).map(Number);
    if (ofStream !== undefined) timeBases.set(ofStream, [above as number, below as number]);
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
    const [numerator, denominator] = timeBases.get(streamIndex) ?? [1, 1_000_000];
    // divided last: 4400000 ticks are 4.4 s, and 4400000 * 1e-6 is a little less
    const toSeconds = (count: number): number => (count * numerator) / denominator;
    return { streamIndex, timeSeconds: toSeconds(ticks), durationSeconds: toSeconds(duration), sizeBytes };
  };
}

/** One decoded picture: 8-bit RGB, row by row, no padding. */
export interface DecodedFrame {
  /** Presentation time from the stream's start; never decreasing within a video. */
  readonly timeSeconds: number;
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes. The receiver owns them. */
  readonly pixels: Uint8Array;
}

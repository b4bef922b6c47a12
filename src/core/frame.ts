/** One decoded picture: 8-bit RGB, row by row, no padding. */
export interface DecodedFrame {
  /** Presentation time from the stream's start; never decreasing within a video. */
  readonly timeSeconds: number;
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes. The receiver owns them. */
  readonly pixels: Uint8Array;
}

/** Filters that resize, each widened to the ratio when it shrinks a picture, as in Pillow: bicubic is Keys', with a = -0.5. */
export type Interpolation = "bicubic" | "bilinear" | "lanczos";

/** How a picture of any size becomes one of this size. */
export interface FrameFit {
  readonly width: number;
  readonly height: number;
  /** `stretch` ignores the aspect ratio; `crop` scales until the size is covered, and cuts the middle out. */
  readonly fit: "stretch" | "crop";
  /** Short edge of the scaled picture that `crop` cuts from. Default: the picture just covers the size. */
  readonly shortEdge?: number | undefined;
  /** Default: bicubic. */
  readonly interpolation?: Interpolation | undefined;
}

/** The least size of the scaled picture that `crop` cuts from. */
export function coveredSizeOf({ width, height, shortEdge }: FrameFit): readonly [width: number, height: number] {
  return shortEdge === undefined ? [width, height] : [shortEdge, shortEdge];
}

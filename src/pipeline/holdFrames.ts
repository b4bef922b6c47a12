import type { DecodedFrame } from "../core/frame.js";

/** How {@link holdFrames} fills a stretch of a video. */
export interface HoldFramesOptions {
  /** Distance of the times at which a picture that is still shown is given again; divides the length of a chunk. */
  readonly everySeconds: number;
  /** Where the stretch starts, or the first picture in it. */
  readonly fromSeconds: number;
  /** Where the stretch ends; asked once all frames have come. */
  readonly untilSeconds: () => Promise<number>;
  /** Finds the picture that is shown at a time from before the stretch. */
  readonly findShown: (timeSeconds: number) => Promise<DecodedFrame | undefined>;
}

/** A picture is given again for no longer than this: two frames may lie a million seconds apart. */
const maxHoldSeconds = 4 * 3600;

/**
 * Gives a picture that stays for long again while it is shown, as where recordings of screens and slides store a picture
 * only when it changes: what is asked about any time finds what was seen then, and a change has a before.
 *
 * At each multiple of `everySeconds` after which no frame follows for as long, the last frame comes once more with that
 * time. So it does not matter where a stretch starts: frames between are those of an unbroken run.
 */
export async function* holdFrames(
  frames: AsyncIterable<DecodedFrame>,
  { everySeconds, fromSeconds, untilSeconds, findShown }: HoldFramesOptions,
): AsyncGenerator<DecodedFrame> {
  let shown: DecodedFrame | undefined;
  let cell = Math.ceil(fromSeconds / everySeconds);

  async function* holdUntil(endSeconds: number): AsyncGenerator<DecodedFrame> {
    const endCell = Math.floor(endSeconds / everySeconds);
    if (cell >= endCell) return;
    shown ??= await findShown(cell * everySeconds);
    if (!shown) return;
    for (; cell < endCell; cell += 1) {
      const timeSeconds = cell * everySeconds;
      if (timeSeconds - shown.timeSeconds > maxHoldSeconds) return;
      yield { ...shown, timeSeconds };
    }
  }

  for await (const frame of frames) {
    yield* holdUntil(frame.timeSeconds);
    yield frame;
    shown = frame;
    cell = Math.max(cell, Math.floor(frame.timeSeconds / everySeconds) + 1);
  }
  yield* holdUntil(await untilSeconds());
}

import { expect } from "chai";
import type { MediaInfo } from "../../src/media/mediaInfo.js";
import { SIZE, type FrameReading } from "./readings.js";
import { numberOf } from "./renderClip.js";

/**
 * Compares all but what a program without ffprobe cannot tell (whether frames are reordered), what is its own affair
 * (where it seeks from), and what encoding anew changes (the size of a cut).
 */
export function expectSameProbe(
  mine: MediaInfo,
  its: MediaInfo,
  name: string,
  isLeftOut: (aspect: "length" | "rate") => boolean,
): void {
  const exact = (info: MediaInfo): unknown => {
    const { path: _, sizeBytes: _size, hasReorderedFrames: _order, containerStartSeconds: _start, ...rest } = info;
    const { durationSeconds: _length, frameRate: _rate, ...same } = rest;
    return same;
  };
  expect(exact(mine), name).to.deep.equal(exact(its));
  // ffmpeg prints lengths in hundredths and counts sound in: one packet of AAC may outlast the pictures of a cut
  if (!isLeftOut("length")) expectClose(mine.durationSeconds, its.durationSeconds, 0.01 + 1024 / 44_100, name);
  if (!isLeftOut("rate")) expectClose(mine.frameRate, its.frameRate, 0.005, name); // printed in hundredths, too
}

function expectClose(mine: number | undefined, its: number | undefined, tolerance: number, name: string): void {
  if (mine === undefined || its === undefined) expect(mine, name).to.equal(its);
  else expect(mine, name).to.be.closeTo(its, tolerance);
}

/** Mean distance of the pixels, in levels of 255. */
export function meanDifference(mine: FrameReading, its: FrameReading): number {
  const [a, b] = [Buffer.from(mine.pixels, "base64"), Buffer.from(its.pixels, "base64")];
  expect(a.length).to.equal(b.length);
  if (a.equals(b)) return 0;
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] as number) - (b[at] as number));
  return sum / a.length;
}

/** The numbers that frames of the usual size show. */
export function numbersOf({ timesSeconds, pixels }: FrameReading): readonly number[] {
  const bytes = Buffer.from(pixels, "base64");
  const frameBytes = SIZE.width * SIZE.height * 3;
  return timesSeconds.map((timeSeconds, n) =>
    Math.abs(numberOf({ timeSeconds, ...SIZE, pixels: bytes.subarray(n * frameBytes, (n + 1) * frameBytes) })),
  );
}

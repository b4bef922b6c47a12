import { open } from "node:fs/promises";

/** Places that are looked at, evenly over the file: a part of it that is shorter than their distance may be missed. */
const SAMPLES = 64;
const SAMPLE_BYTES = 128 * 1024;
/** The clock has 33 bits and counts 90,000 a second (ISO 13818-1, 2.4.3.7). */
const TICKS_PER_SECOND = 90_000;
const WRAP_TICKS = 2 ** 33;
/** B-frames are stored after later ones: no step back as long as this. */
const MAX_REORDERING_SECONDS = 2;
/** A step forward between neighbouring pictures that is longer than one of them is shown. */
export const MAX_GAP_SECONDS = 60;

/**
 * Whether the times in a transport or program stream jump: back anywhere, or far ahead between neighbours.
 *
 * Recordings that were joined end to end jump, and neither their length nor a place to seek to can be worked out.
 */
export async function findClockJumps(path: string, sizeBytes: number): Promise<boolean> {
  await using file = await open(path, "r");
  const timesIn = async (at: number): Promise<readonly number[]> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, at);
    return findTimes(buffer.subarray(0, bytesRead));
  };
  const lastAt = Math.max(0, sizeBytes - SAMPLE_BYTES);
  const step = Math.max(SAMPLE_BYTES, Math.floor(lastAt / SAMPLES));
  const samples: Sample[] = [];
  for (let at = 0; at < lastAt + step; at += step) {
    const place = Math.min(at, lastAt);
    const times = await timesIn(place);
    if (hasJump(times)) return true;
    const [first, last] = [times[0], times.at(-1)];
    if (first === undefined || last === undefined) continue;
    const before = samples.at(-1);
    if (before && stepFrom(before.last, first) < -MAX_REORDERING_SECONDS) return true;
    samples.push({ place, first, last });
  }
  const isGap = async (from: Sample, to: Sample): Promise<boolean> => {
    if (stepFrom(from.last, to.first) <= MAX_GAP_SECONDS) return false;
    if (to.place - from.place <= SAMPLE_BYTES) return true;
    const place = Math.floor((from.place + to.place) / 2);
    const times = await timesIn(place);
    if (hasJump(times)) return true;
    const [first, last] = [times[0], times.at(-1)];
    if (first === undefined || last === undefined) return false; // no pictures there
    const middle = { place, first, last };
    return (await isGap(from, middle)) || isGap(middle, to);
  };
  for (const [n, sample] of samples.entries()) {
    const next = samples[n + 1];
    if (next && (await isGap(sample, next))) return true;
  }
  return false;
}

interface Sample {
  readonly place: number;
  /** Times of its first and last picture. */
  readonly first: number;
  readonly last: number;
}

function hasJump(times: readonly number[]): boolean {
  return times.some((time, n) => {
    const step = n === 0 ? 0 : stepFrom(times[n - 1] as number, time);
    return step < -MAX_REORDERING_SECONDS || step > MAX_GAP_SECONDS;
  });
}

/** Seconds from one time to the next, over the end of the clock too. */
function stepFrom(before: number, after: number): number {
  const ticks = ((after - before + 1.5 * WRAP_TICKS) % WRAP_TICKS) - WRAP_TICKS / 2;
  return ticks / TICKS_PER_SECOND;
}

const START_CODE = Buffer.of(0, 0, 1);
/** More than a header takes up to its time, whatever it is stuffed with. */
const MAX_HEADER_BYTES = 32;

/** The presentation times in the headers of packets of pictures, in ticks. */
function findTimes(bytes: Buffer): readonly number[] {
  const times: number[] = [];
  for (let at = bytes.indexOf(START_CODE); at >= 0; at = bytes.indexOf(START_CODE, at + 3)) {
    const head = bytes.subarray(at, at + MAX_HEADER_BYTES);
    const isPicture = ((head[3] ?? 0) & 0xf0) === 0xe0;
    const time = isPicture ? readTime(head) : undefined;
    if (time !== undefined) times.push(time);
  }
  return times;
}

/** Of a header of MPEG-2 (ISO 13818-1, 2.4.3.6) or MPEG-1 (ISO 11172-1, 2.4.3.3). */
function readTime(head: Buffer): number | undefined {
  let at = 6;
  if (((head[at] ?? 0) & 0xc0) === 0x80) at = 9;
  else {
    while (head[at] === 0xff) at += 1;
    if (((head[at] ?? 0) & 0xc0) === 0x40) at += 2; // the size of a buffer
  }
  const [top, low, lowest] = [head[at], head[at + 2], head[at + 4]];
  if (top === undefined || low === undefined || lowest === undefined) return undefined;
  if ((top & 0xe1) !== 0x21 || (low & lowest & 1) === 0) return undefined; // marks of a time
  return ((top >> 1) & 7) * 2 ** 30 + (head.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (head.readUInt16BE(at + 3) >> 1);
}

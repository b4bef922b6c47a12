import type { DecodeReport } from "./decodeReport.js";

/**
 * Cuts a stream of bytes into frames that the receiver owns, and reports a rest that is no whole frame.
 *
 * A frame that came in one piece, as small ones do, is not copied: what is copied 8 times a second of video, and thrown
 * away, keeps the collector as busy as the sampler.
 */
export async function* splitFrames(
  chunks: AsyncIterable<Buffer>,
  frameBytes: number,
  report: Pick<DecodeReport, "addProblem">,
): AsyncGenerator<Uint8Array> {
  let frame: Uint8Array | undefined; // begun, and not whole yet
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + frameBytes - filled);
      at += part.length;
      if (part.length === frameBytes) {
        yield part;
        continue;
      }
      frame ??= new Uint8Array(frameBytes);
      frame.set(part, filled);
      filled += part.length;
      if (filled < frameBytes) break;
      yield frame;
      frame = undefined;
      filled = 0;
    }
  }
  if (filled > 0) report.addProblem("the last picture came out only in part");
}

import { composeArguments } from "./composeCommand.js";
import type { FfmpegBinaries } from "./findFfmpeg.js";
import { createFrameLineParser } from "./frameLine.js";
import { runToEnd } from "./superviseProcess.js";

/** How far streams are followed, in seconds of the file: enough to tell a still and a preview from the main one. */
const MAX_SECONDS = 60;
/** Streams that are looked at; the others count as videos of no length. */
const MAX_STREAMS = 16;
const MAX_LIST_BYTES = 32 * 2 ** 20;

/** How much there is of a stream within the first minute of its file. */
export interface StreamExtent {
  readonly packetCount: number;
  /** From its first packet to the end of its last. */
  readonly lengthSeconds: number;
}

/** Lists the packets of some streams, and decodes none. A stream that gives none within the first minute is absent. */
export async function measureExtents(
  { ffmpegPath }: FfmpegBinaries,
  path: string,
  streamIndexes: readonly number[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, StreamExtent>> {
  const { stdout } = await runToEnd(
    {
      command: ffmpegPath,
      args: composeArguments({
        inputPath: path,
        inputArgs: ["-t", String(MAX_SECONDS)],
        outputArgs: [
          streamIndexes.slice(0, MAX_STREAMS).flatMap((index) => ["-map", `0:${index}`]),
          ["-copyts", "-c", "copy", "-f", "framecrc"],
        ].flat(),
        output: "pipe:1",
      }),
      signal,
      timeoutMs: 120_000,
    },
    MAX_LIST_BYTES,
  );
  const spans = new Map<number, { packetCount: number; startSeconds: number; endSeconds: number }>();
  for (const packet of stdout.toString("latin1").split("\n").map(createFrameLineParser())) {
    if (packet === undefined) continue;
    const streamIndex = streamIndexes[packet.streamIndex] as number;
    const endSeconds = packet.timeSeconds + packet.durationSeconds;
    const span = spans.get(streamIndex);
    spans.set(streamIndex, {
      packetCount: (span?.packetCount ?? 0) + 1,
      startSeconds: Math.min(span?.startSeconds ?? packet.timeSeconds, packet.timeSeconds),
      endSeconds: Math.max(span?.endSeconds ?? endSeconds, endSeconds),
    });
  }
  return new Map(
    [...spans].map(([index, { packetCount, startSeconds, endSeconds }]) => [
      index,
      { packetCount, lengthSeconds: endSeconds - startSeconds },
    ]),
  );
}

import { KinodexError } from "../core/errors.js";
import { createAudioPlacer } from "./audioPlacer.js";
import { AudioReport, type AudioOutcome } from "./audioReport.js";
import { composeArguments } from "./composeCommand.js";
import { requireFile } from "./decode.js";
import { findFfmpeg } from "./findFfmpeg.js";
import { createFrameLineParser } from "./frameLine.js";
import { createLineQueue, type LineQueue } from "./lineQueue.js";
import type { MediaInfo } from "./mediaInfo.js";
import { createReportedStream, type ReportedStream } from "./reportedStream.js";
import { superviseProcess } from "./superviseProcess.js";

export type { AudioOutcome } from "./audioReport.js";

/** Samples a second that {@link decodeAudio} gives: what models of speech take. */
export const AUDIO_SAMPLE_RATE = 16_000;

/** Sound in order of time, from second 0 of the player's clock on. Leaving the loop kills the decoder. */
export interface AudioStream extends ReportedStream<Float32Array, AudioOutcome> {
  /** Whether a player plays any sound with the pictures. Without, the iteration gives nothing. */
  readonly hasSound: boolean;
}

/** A video of a day; a longer one ends here, with a problem that says so. */
const maxSeconds = 86_400;

/**
 * Decodes the sound that a player plays with the pictures, as one channel of {@link AUDIO_SAMPLE_RATE} samples a second
 * in [-1, 1], in one ffmpeg child that works only as far as blocks are pulled. The blocks belong to the receiver.
 *
 * Sample n is heard at `n / AUDIO_SAMPLE_RATE` seconds of the clock that pictures are told on: what begins later is
 * preceded by silence, what is heard before that clock starts is cut, and where timestamps leave a gap there is silence.
 * Where a container's clock jumps the sound runs on, as the pictures do. What is damaged gives what can be decoded, and
 * the outcome says so; sound that cannot be read at all is such a problem too.
 *
 * @throws {KinodexError} from the iterator: "input" when the file has gone, "interrupted"
 */
export function decodeAudio(info: MediaInfo, { signal }: { signal?: AbortSignal } = {}): AudioStream {
  const stream = createReportedStream(
    "An AudioStream",
    () => new AudioReport(info),
    async function* (report): AsyncGenerator<Float32Array> {
      for await (const block of decode(info, report, signal)) {
        report.addSamples(block.length / AUDIO_SAMPLE_RATE);
        yield block;
      }
    },
  );
  return { hasSound: info.sound !== undefined, ...stream };
}

async function* decode(
  info: MediaInfo,
  report: AudioReport,
  signal: AbortSignal | undefined,
): AsyncGenerator<Float32Array> {
  if (info.sound === undefined) return;
  const lines = createLineQueue();
  const parseLine = createFrameLineParser();
  const { ffmpegPath } = await findFfmpeg();
  await using child = await superviseProcess({
    command: ffmpegPath,
    args: audioArguments(info, info.sound.streamIndex),
    signal,
    timeoutMs: 600_000 + 10_000 * Math.min(info.durationSeconds ?? 3_600, maxSeconds),
    onStderrLine: (line) => report.addMessage(line),
    onSideLine: (line) => {
      const packet = parseLine(line);
      if (packet) lines.push(packet);
    },
  });
  void child.exit.then(() => lines.close());
  const place = createAudioPlacer(info, AUDIO_SAMPLE_RATE, maxSeconds);
  let isThrough = false;
  try {
    for await (const { timeSeconds, samples } of splitPackets(child.stdout, lines, report)) {
      yield* place.add(timeSeconds, samples);
      if (!place.isFull()) continue;
      report.addProblem(`only the first ${maxSeconds} s of the sound were taken, the limit for one video`);
      return;
    }
    isThrough = true;
  } finally {
    if (!isThrough) report.stopListening();
  }
  const exit = await child.exit;
  if (exit.endedBy === "abort") throw new KinodexError("interrupted", `Decoding ${info.path} was interrupted`);
  if (exit.exitCode !== 0) await requireFile(info.path);
  report.addExit(exit);
}

function audioArguments(info: MediaInfo, streamIndex: number): readonly string[] {
  return composeArguments({
    inputPath: info.path,
    inputArgs: [],
    outputArgs: [
      ["-map", `0:${streamIndex}`, "-vn", "-sn", "-copyts"],
      // ffmpeg mixes all channels into one, each with its share; what changes in mid-stream is mixed and resampled anew
      ["-ac", "1", "-ar", String(AUDIO_SAMPLE_RATE), "-c:a", "pcm_f32le", "-f", "tee"],
    ].flat(),
    // the same packet goes to both: its time first, to the side pipe, then its samples
    output: "[f=framecrc:flush_packets=1:onfail=abort]pipe:3|[f=f32le:flush_packets=1:onfail=abort]pipe:1",
  });
}

/** Cuts bytes into the packets that lines announce. The samples belong to the receiver. */
async function* splitPackets(
  chunks: AsyncIterable<Buffer>,
  lines: LineQueue,
  report: AudioReport,
): AsyncGenerator<{ readonly timeSeconds: number; readonly samples: Float32Array }> {
  let packet: Uint8Array | undefined; // begun, and not whole yet
  let [timeSeconds, filled] = [0, 0];
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (packet === undefined) {
        const line = await lines.next();
        if (line === undefined) throw new KinodexError("media", "ffmpeg gave sound without its time");
        packet = new Uint8Array(line.sizeBytes);
        [timeSeconds, filled] = [line.timeSeconds, 0];
      }
      const part = chunk.subarray(at, at + packet.length - filled);
      packet.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < packet.length) break;
      yield { timeSeconds, samples: new Float32Array(packet.buffer) };
      packet = undefined;
    }
  }
  if (packet) report.addProblem("the end of the sound came out only in part");
}

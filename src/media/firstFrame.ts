import { composeArguments } from "./composeCommand.js";
import type { FfmpegBinaries } from "./findFfmpeg.js";
import { createFrameLineParser } from "./frameLine.js";
import { runToEnd, type ProcessExit } from "./superviseProcess.js";

/** More than any sane file's streams take. */
const MAX_LINES = 20_000;

/** How a run ended that was to decode one picture. */
export interface FirstFrame extends ProcessExit {
  /** On the container's clock; absent where no picture came. */
  readonly timeSeconds: number | undefined;
}

/**
 * Decodes one picture and gives its time on the container's clock; undefined where there is none.
 *
 * `streams` is an ffmpeg stream specifier of the one input, `inputLines` takes what ffmpeg prints about it.
 */
export async function decodeFirstFrame(
  binaries: FfmpegBinaries,
  path: string,
  streams: string,
  signal: AbortSignal | undefined,
  inputLines: string[] = [],
): Promise<FirstFrame> {
  const run = await runToEnd({
    command: binaries.ffmpegPath,
    args: composeArguments({
      inputPath: path,
      inputArgs: ["-loglevel", "level+info"],
      outputArgs: [
        ["-map", streams, "-copyts", "-frames:v", "1", "-vf", "scale=16:16"],
        ["-enc_time_base", "1:1000000", "-f", "framecrc", binaries.frameRateOption, "passthrough"],
      ].flat(),
      output: "pipe:1",
    }),
    signal,
    timeoutMs: 120_000,
    onStderrLine: (line) => {
      if (inputLines.length < MAX_LINES) inputLines.push(line);
    },
  });
  const frame = run.stdout.toString().split("\n").map(createFrameLineParser()).find(Boolean);
  return { ...run, timeSeconds: frame?.timeSeconds };
}

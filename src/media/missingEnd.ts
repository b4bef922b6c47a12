import { composeArguments } from "./composeCommand.js";
import type { FfmpegBinaries } from "./findFfmpeg.js";
import { createFrameLineParser } from "./frameLine.js";
import type { MediaInfo } from "./mediaInfo.js";
import { seekArgs } from "./seek.js";
import { superviseProcess } from "./superviseProcess.js";

/**
 * Says what is missing at the end of a video whose last given frame lies well before the end that its header states.
 *
 * A last picture that is shown for long is no fault, so the packets near the end decide: they are listed, not decoded.
 * `spacingSeconds` is the distance that frames were asked for at.
 */
export async function findMissingEnd(
  binaries: FfmpegBinaries,
  info: MediaInfo,
  lastTimeSeconds: number,
  spacingSeconds: number | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { durationSeconds } = info;
  if (durationSeconds === undefined) return undefined;
  const toleranceSeconds = 1 + durationSeconds * 0.01;
  if (durationSeconds - lastTimeSeconds <= toleranceSeconds + (spacingSeconds ?? 0)) return undefined;
  const last = await findLastPackets(binaries, info, signal);
  const endSeconds = Math.max(lastTimeSeconds, last.endSeconds);
  if (durationSeconds - endSeconds > toleranceSeconds)
    return `the pictures end at ${endSeconds.toFixed(1)} s, though the header says ${durationSeconds.toFixed(1)} s`;
  if (spacingSeconds !== undefined && last.videoSeconds - lastTimeSeconds > toleranceSeconds + spacingSeconds)
    return `the pictures after ${lastTimeSeconds.toFixed(1)} s could not be decoded`;
  return undefined;
}

interface LastPackets {
  /** Where the last picture starts. */
  readonly videoSeconds: number;
  /** Where the last packet of any stream ends: sound and text may outlast the pictures. */
  readonly endSeconds: number;
}

async function findLastPackets(
  binaries: FfmpegBinaries,
  info: MediaInfo,
  signal: AbortSignal | undefined,
): Promise<LastPackets> {
  const parse = createFrameLineParser();
  let [videoSeconds, endSeconds] = [0, 0];
  await using child = await superviseProcess({
    command: binaries.ffmpegPath,
    args: composeArguments({
      inputPath: info.path,
      inputArgs: seekArgs(info, (info.durationSeconds ?? 0) - 1),
      outputArgs: [
        ["-map", `0:${info.streamIndex}`, "-map", "0:a?", "-map", "0:s?"],
        ["-copyts", "-c", "copy", "-f", "framecrc"],
      ].flat(),
      output: "pipe:1",
    }),
    signal,
  });
  let rest = "";
  for await (const chunk of child.stdout) {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const packet of lines.map(parse)) {
      if (!packet) continue;
      const startSeconds = packet.timeSeconds - info.startSeconds;
      if (packet.streamIndex === 0) videoSeconds = Math.max(videoSeconds, startSeconds);
      endSeconds = Math.max(endSeconds, startSeconds + packet.durationSeconds);
    }
  }
  return { videoSeconds, endSeconds };
}

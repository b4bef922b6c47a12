import ffmpeg from "fluent-ffmpeg";
import { SAFE_GLOBAL_ARGS, SAFE_INPUT_ARGS, toFileUrl } from "./inputSafety.js";

export interface FfmpegCommand {
  readonly inputPath: string;
  /** Options for the decoder and the demuxer, beside the safety ones that always stand there. */
  readonly inputArgs: readonly string[];
  readonly outputArgs: readonly string[];
  /** `pipe:1`, a `file:` address, or what the muxer of `outputArgs` takes. */
  readonly output: string;
}

/**
 * Arguments for ffmpeg with one input and one output, composed by fluent-ffmpeg. It never runs them: its `end`, `kill`
 * and timeout are unreliable, so `superviseProcess` does.
 */
export function composeArguments(command: FfmpegCommand): readonly string[] {
  const composed = ffmpeg(toFileUrl(command.inputPath))
    .inputOptions("-nostdin", "-nostats", ...SAFE_GLOBAL_ARGS, ...SAFE_INPUT_ARGS, ...command.inputArgs)
    .output(command.output)
    .outputOptions("-dn", ...command.outputArgs);
  return (composed as unknown as { _getArguments(): string[] })._getArguments();
}

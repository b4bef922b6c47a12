import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { KinodexError, toMessage } from "../core/errors.js";
import { runToEnd } from "./superviseProcess.js";

export interface FfmpegBinaries {
  readonly ffmpegPath: string;
  /** Absent with the carried build; probing then asks ffmpeg itself. */
  readonly ffprobePath: string | undefined;
  /** As the program says it, e.g. `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** `$FFMPEG_PATH`, the PATH, or the build that @ffmpeg-installer carries. */
  readonly source: "environment" | "path" | "carried";
  readonly warning: string | undefined;
  /** Options that pass every decoded frame through with its own time: `-vsync` was renamed in ffmpeg 5.1. */
  readonly passthroughArgs: readonly string[];
  readonly hasLibx264: boolean;
}

let binariesOnce: Promise<FfmpegBinaries> | undefined;

/**
 * Finds the ffmpeg to use: `$FFMPEG_PATH`, then the PATH, then the build of 2018 that @ffmpeg-installer carries. The
 * answer is kept for the life of the process.
 *
 * @throws KinodexError "environment" when there is none that runs
 */
export function findFfmpeg(): Promise<FfmpegBinaries> {
  binariesOnce ??= locateFfmpeg(process.env).catch((error: unknown) => {
    binariesOnce = undefined;
    throw error;
  });
  return binariesOnce;
}

/** {@link findFfmpeg} without the cache, for an environment of choice. */
export async function locateFfmpeg(environment: NodeJS.ProcessEnv): Promise<FfmpegBinaries> {
  const named = environment["FFMPEG_PATH"];
  if (named) return describe(named, "environment", environment);
  const onPath = await findOnPath("ffmpeg", environment);
  if (onPath !== undefined) return describe(onPath, "path", environment);
  const carried = findCarried();
  if (carried !== undefined) return describe(carried, "carried", environment);
  throw new KinodexError(
    "environment",
    "No ffmpeg found: looked at $FFMPEG_PATH, the PATH and the carried build. Install ffmpeg 5 or later, or set FFMPEG_PATH.",
  );
}

async function describe(
  ffmpegPath: string,
  source: FfmpegBinaries["source"],
  environment: NodeJS.ProcessEnv,
): Promise<FfmpegBinaries> {
  const ask = async (...args: string[]): Promise<string> => {
    try {
      const run = await runToEnd({ command: ffmpegPath, args, timeoutMs: 20_000 });
      if (run.exitCode === 0) return run.stdout.toString();
      throw new Error(`exit code ${run.exitCode}: ${run.stderrTail.trim()}`);
    } catch (cause) {
      throw new KinodexError(
        "environment",
        `${ffmpegPath} does not run (${toMessage(cause)}). Set FFMPEG_PATH to an ffmpeg that does.`,
        { ffmpegPath, source },
        cause,
      );
    }
  };
  const [versionText, optionText] = await Promise.all([ask("-version"), ask("-hide_banner", "-h", "long")]);
  const version = /^ffmpeg version (\S+)/.exec(versionText)?.[1];
  if (version === undefined)
    throw new KinodexError("environment", `${ffmpegPath} is not ffmpeg: it printed "${versionText.slice(0, 80)}"`);
  return {
    ffmpegPath,
    ffprobePath: await findFfprobe(ffmpegPath, source, environment),
    version,
    source,
    warning:
      source === "carried"
        ? `Using the ffmpeg of 2018 that @ffmpeg-installer carries (${version}); install a current one for newer codecs and safety fixes.`
        : undefined,
    passthroughArgs: /^-fps_mode\b/m.test(optionText) ? ["-fps_mode", "passthrough"] : ["-vsync", "passthrough"],
    hasLibx264: versionText.includes("--enable-libx264"),
  };
}

/** An ffprobe of another build may know other options, so the carried ffmpeg never borrows one from the PATH. */
async function findFfprobe(
  ffmpegPath: string,
  source: FfmpegBinaries["source"],
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const named = environment["FFPROBE_PATH"];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new KinodexError("environment", `FFPROBE_PATH names ${named}, which is not a program that can be run`);
  }
  const beside = join(dirname(ffmpegPath), process.platform === "win32" ? "ffprobe.exe" : "ffprobe");
  if (await isExecutable(beside)) return beside;
  return source === "carried" ? undefined : findOnPath("ffprobe", environment);
}

async function findOnPath(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (environment["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, file)))) return join(folder, file);
  }
  return undefined;
}

function findCarried(): string | undefined {
  try {
    const { path } = createRequire(import.meta.url)("@ffmpeg-installer/ffmpeg") as { path: string };
    return path;
  } catch {
    return undefined; // no build for this platform
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { delimiter, dirname, join } from "node:path";
import { KinodexError, toMessage } from "../core/errors.js";
import { findCarried, isExecutable, makeRunnable, type RunnableOptions } from "./carriedFfmpeg.js";
import { runToEnd } from "./superviseProcess.js";

export interface FfmpegBinaries {
  readonly ffmpegPath: string;
  /** Absent where there is none of the same build; probing then asks ffmpeg itself. */
  readonly ffprobePath: string | undefined;
  /** As the program says it, e.g. `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** `$FFMPEG_PATH`, the PATH, or the build that @ffmpeg-installer carries. */
  readonly source: "environment" | "path" | "carried";
  readonly warning: string | undefined;
  /** Says that Kinodex was never tried with this version; absent for one that it was tried with. */
  readonly untried: string | undefined;
  /** The option that says what becomes of frames' times: `-vsync` was renamed in ffmpeg 5.1, and has since been removed. */
  readonly frameRateOption: "-fps_mode" | "-vsync";
  readonly hasLibx264: boolean;
}

/** The versions that the media tests are run with: what the program says begins with one of these. */
const TRIED_VERSIONS = [/^n?5\.1\b/, /^n?9\.0\b/, /^N-47683-g0e8eb07980\b/];

let binariesOnce: Promise<FfmpegBinaries> | undefined;

/**
 * Finds the ffmpeg to use: `$FFMPEG_PATH`, then the PATH, then the build of 2018 that @ffmpeg-installer carries. The
 * answer is kept for the life of the process.
 *
 * @throws {KinodexError} `environment` when there is none that runs
 */
export function findFfmpeg(): Promise<FfmpegBinaries> {
  binariesOnce ??= locateFfmpeg(process.env).catch((error: unknown) => {
    binariesOnce = undefined;
    throw error;
  });
  return binariesOnce;
}

/** {@link findFfmpeg} without the cache, for an environment and a carried program of choice. */
export async function locateFfmpeg(
  environment: NodeJS.ProcessEnv,
  findProgram = findCarried,
  options: RunnableOptions = {},
): Promise<FfmpegBinaries> {
  const named = environment["FFMPEG_PATH"];
  if (named) return describe(named, "environment", environment);
  const onPath = await findOnPath("ffmpeg", environment);
  if (onPath !== undefined) return describe(onPath, "path", environment);
  const carried = findProgram();
  if (carried !== undefined) return describe(await makeRunnable(carried, options), "carried", environment);
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
  const ask = (...args: string[]): Promise<string> => askProgram(ffmpegPath, args, source);
  const versionText = await ask("-version");
  const version = /^ffmpeg version (\S+)/.exec(versionText)?.[1];
  if (version === undefined)
    throw new KinodexError("environment", `${ffmpegPath} is not ffmpeg: it printed "${versionText.slice(0, 80)}"`);
  return {
    ffmpegPath,
    ffprobePath: await findFfprobe(ffmpegPath, version, environment),
    version,
    source,
    warning:
      source === "carried"
        ? `Using the ffmpeg of 2018 that @ffmpeg-installer carries (${version}); install a current one for newer codecs and safety fixes.`
        : undefined,
    untried: TRIED_VERSIONS.some((tried) => tried.test(version))
      ? undefined
      : "Kinodex was never tried with this version; it was with 5.1, 9.0 and the build of 2018 that it carries",
    frameRateOption: (await takesFpsMode(version, ask)) ? "-fps_mode" : "-vsync",
    hasLibx264: versionText.includes("--enable-libx264"),
  };
}

/** By the number of a release; a build without one is asked, which takes another start of the program. */
async function takesFpsMode(version: string, ask: (...args: string[]) => Promise<string>): Promise<boolean> {
  const [, major, minor] = /^n?(\d{1,2})\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return /^-fps_mode\b/m.test(await ask("-hide_banner", "-h", "long"));
  return Number(major) > 5 || (Number(major) === 5 && Number(minor) > 0);
}

async function askProgram(command: string, args: readonly string[], source: FfmpegBinaries["source"]): Promise<string> {
  try {
    const run = await runToEnd({ command, args, timeoutMs: 20_000 });
    if (run.exitCode === 0) return run.stdout.toString();
    throw new Error(`exit code ${run.exitCode}: ${run.stderrTail.trim()}`);
  } catch (cause) {
    throw new KinodexError(
      "environment",
      `${command} does not run (${toMessage(cause)}). Set FFMPEG_PATH to an ffmpeg that does.`,
      { ffmpegPath: command, source },
      cause,
    );
  }
}

/**
 * The ffprobe that is named or lies beside ffmpeg; else the one on the PATH, if it is of the same version. Another one
 * may see another start of the same file, and seeks would then miss by the difference.
 */
async function findFfprobe(
  ffmpegPath: string,
  version: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const named = environment["FFPROBE_PATH"];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new KinodexError("environment", `FFPROBE_PATH names ${named}, which is not a program that can be run`);
  }
  const beside = join(dirname(ffmpegPath), process.platform === "win32" ? "ffprobe.exe" : "ffprobe");
  if (await isExecutable(beside)) return beside;
  const onPath = await findOnPath("ffprobe", environment);
  if (onPath === undefined) return undefined;
  const said = await runToEnd({ command: onPath, args: ["-version"], timeoutMs: 20_000 }).catch(() => undefined);
  return /^ffprobe version (\S+)/.exec(said?.stdout.toString() ?? "")?.[1] === version ? onPath : undefined;
}

async function findOnPath(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  // scripts (.cmd, .bat) would need a shell, and installers put an .exe on the PATH
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (environment["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, file)))) return join(folder, file);
  }
  return undefined;
}

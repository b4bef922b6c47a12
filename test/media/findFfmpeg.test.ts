import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { isKinodexError } from "../../src/core/errors.js";
import { packageRoot } from "../../src/core/paths.js";
import { cacheFolders, findCarried, makeRunnable, type CarriedProgram } from "../../src/media/carriedFfmpeg.js";
import { findFfmpeg, locateFfmpeg } from "../../src/media/findFfmpeg.js";
import { probeMedia } from "../../src/media/probe.js";
import { describeWithFfmpeg } from "../../src/media/probeWithFfmpeg.js";
import { ffmpeg, temporaryFolder } from "./renderClip.js";
import { skip } from "../skip.js";

const H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "30", "-crf", "10"];

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Writes a shell script in the place of a program, and gives its path. */
function writeProgram(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("findFfmpeg", () => {
  const folder = temporaryFolder();

  it("takes $FFMPEG_PATH before the PATH, and refuses one that is not ffmpeg", async () => {
    const { ffmpegPath } = await findFfmpeg();
    const named = await locateFfmpeg({ ...process.env, FFMPEG_PATH: ffmpegPath });
    expect([named.source, named.ffmpegPath]).to.deep.equal(["environment", ffmpegPath]);
    for (const wrong of ["/nowhere/ffmpeg", process.execPath])
      expect(isKinodexError(await failureOf(locateFfmpeg({ FFMPEG_PATH: wrong })), "environment")).to.equal(true);
  });

  it("falls back to the build that is carried, with a warning, and probes and decodes without an ffprobe", async function () {
    const carried = await locateFfmpeg({ PATH: "" }).catch(() => undefined);
    if (carried === undefined) skip(this, "no build is carried for this system");
    expect(carried.source).to.equal("carried");
    expect(carried.warning).to.include("2018");
    const path = join(folder, "carried.mkv");
    ffmpeg(
      "-f",
      "lavfi",
      "-i",
      "testsrc2=s=160x120:r=25:d=2",
      "-vf",
      "setsar=4/3",
      ...H264,
      "-output_ts_offset",
      "3",
      path,
    );
    const { description, firstFrame } = await describeWithFfmpeg(carried, path, undefined);
    const probed = await probeMedia(path);
    const [video] = description.videoStreams;
    expect(firstFrame.timeSeconds).to.equal(probed.startSeconds);
    expect(video).to.deep.include({
      codec: "h264",
      width: 160,
      height: 120,
      frameRate: 25,
      gridFrameRate: 25,
    });
    expect(video?.sampleAspectRatio).to.be.closeTo(4 / 3, 1e-6);
    expect([description.formatName, description.soundStreams]).to.deep.equal(["matroska,webm", []]);
  });

  it("borrows an ffprobe from the PATH only if it is of the same version", async function () {
    if (process.platform === "win32") skip(this, "no script can stand in for a program");
    const [programs, elsewhere] = [join(folder, "programs"), join(folder, "elsewhere")];
    const ffmpegPath = writeProgram(join(programs, "ffmpeg"), 'echo "ffmpeg version 6.1.1-x Copyright"');
    const ffprobePath = writeProgram(join(elsewhere, "ffprobe"), 'echo "ffprobe version 6.1.1-x Copyright"');
    const environment = { FFMPEG_PATH: ffmpegPath, PATH: elsewhere };
    expect((await locateFfmpeg(environment)).ffprobePath).to.equal(ffprobePath);
    writeProgram(ffprobePath, 'echo "ffprobe version 5.1.9 Copyright"');
    expect((await locateFfmpeg(environment)).ffprobePath).to.equal(undefined);
    expect((await locateFfmpeg({ ...environment, FFPROBE_PATH: ffprobePath })).ffprobePath).to.equal(ffprobePath);
    const beside = writeProgram(join(programs, "ffprobe"), "exit 1");
    expect((await locateFfmpeg(environment)).ffprobePath).to.equal(beside);
  });

  it("passes over a folder on the PATH that is called ffmpeg", async function () {
    if (process.platform === "win32") skip(this, "no script can stand in for a program");
    mkdirSync(join(folder, "first", "ffmpeg"), { recursive: true });
    const ffmpegPath = writeProgram(join(folder, "second", "ffmpeg"), 'echo "ffmpeg version 5.1 Copyright"');
    const PATH = [join(folder, "first"), join(folder, "second")].join(delimiter);
    expect((await locateFfmpeg({ PATH })).ffmpegPath).to.equal(ffmpegPath);
  });

  it("says so where it was never tried with a version", async function () {
    if (process.platform === "win32") skip(this, "no script can stand in for a program");
    const path = join(folder, "versions", "ffmpeg");
    const remarkOn = async (version: string): Promise<string | undefined> => {
      writeProgram(path, `echo "ffmpeg version ${version} Copyright"`);
      return (await locateFfmpeg({ FFMPEG_PATH: path, PATH: "" })).untried;
    };
    for (const tried of ["5.1.9-0+deb12u1", "n9.0.2-17-g2a571b6068", "9.0", "N-47683-g0e8eb07980-static"])
      expect(await remarkOn(tried), tried).to.equal(undefined);
    for (const untried of ["7.0.2-static", "5.10", "n9.1", "N-120000-gabc", "2026-01-01-git"])
      expect(await remarkOn(untried), untried).to.include("never tried");
  });

  it("knows by the version which option says what becomes of frames' times, and asks a build without one", async function () {
    if (process.platform === "win32") skip(this, "no script can stand in for a program");
    const path = join(folder, "options", "ffmpeg");
    const optionOf = async (version: string, help = ""): Promise<string> => {
      writeProgram(
        path,
        `if [ "$1" = -version ]; then echo "ffmpeg version ${version} Copyright"; else echo "${help}"; fi`,
      );
      return (await locateFfmpeg({ FFMPEG_PATH: path, PATH: "" })).frameRateOption;
    };
    for (const version of ["5.1.9-0+deb12u1", "n9.0.2-17-g2a571b6068", "6.0", "10.0"])
      expect(await optionOf(version), version).to.equal("-fps_mode");
    for (const version of ["4.4.1", "5.0", "n3.4"]) expect(await optionOf(version), version).to.equal("-vsync");
    for (const version of ["N-47683-g0e8eb07980-static", "2026-01-01-git-1234"]) {
      expect(await optionOf(version, "-vsync  video sync method"), version).to.equal("-vsync");
      expect(await optionOf(version, "-fps_mode  set framerate mode"), version).to.equal("-fps_mode");
    }
  });

  it("is what kinodex doctor reports, with a note on a version that was never tried", async function () {
    if (process.platform === "win32") skip(this, "no script can stand in for a program");
    const { ffmpegPath, frameRateOption } = await findFfmpeg();
    const untried = frameRateOption === "-fps_mode" ? "6.0" : "4.0"; // a release that takes the same options
    const doctored = `if [ "$1" = -version ]; then echo "ffmpeg version ${untried} Copyright"; else exec "${ffmpegPath}" "$@"; fi`;
    const FFMPEG_PATH = writeProgram(join(folder, "doctored", "ffmpeg"), doctored);
    const main = join(packageRoot, "dist/src/cli/main.js");
    const { stdout } = spawnSync(process.execPath, [main, "doctor", "--json", "--index", join(folder, "index")], {
      encoding: "utf8",
      env: { ...process.env, FFMPEG_PATH },
    });
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; state: string; detail: string }[] };
    const finding = findings.find(({ subject }) => subject === "ffmpeg");
    expect(finding?.state).to.equal("note");
    expect(finding?.detail).to.include(untried).and.to.include(FFMPEG_PATH).and.to.include("never tried");
  });

  it("says that ffmpeg crashed, and not that the file is no video", async function () {
    if (process.platform === "win32") skip(this, "no script can stand in for a program");
    const ffmpegPath = writeProgram(join(folder, "crashing", "ffmpeg"), "kill -SEGV $$");
    const binaries = { ...(await findFfmpeg()), ffmpegPath };
    const failure = await failureOf(describeWithFfmpeg(binaries, join(folder, "carried.mkv"), undefined));
    expect(isKinodexError(failure, "media")).to.equal(true);
    expect(String(failure)).to.include("crashed").and.to.include("carried.mkv");
  });
});

describe("makeRunnable", () => {
  const folder = temporaryFolder();
  const refuse = (): Promise<void> => Promise.reject(new Error("read-only file system"));
  const versionOf = (path: string): string => spawnSync(path, ["-version"], { encoding: "utf8" }).stdout.trim();
  let program: CarriedProgram;
  let count = 0;
  beforeEach(function () {
    if (process.platform === "win32") skip(this, "every file may be run there");
    count += 1;
    program = { path: join(folder, `package-${count}`, "ffmpeg"), version: "1 of 2018" };
    writeProgram(program.path, "echo one");
    chmodSync(program.path, 0o644);
  });

  it("sets the executable bit where that is allowed, and copies nothing", async () => {
    const cache = join(folder, "untouched");
    const path = await makeRunnable(program, { folders: [cache] });
    expect([path, versionOf(path), existsSync(cache)]).to.deep.equal([program.path, "one", false]);
  });

  it("runs a copy where the file may not be changed, one for however many ask at once", async () => {
    const cache = join(folder, "cache", "kinodex");
    const options = { folders: [cache], setMode: refuse };
    const paths = await Promise.all(Array.from({ length: 5 }, () => makeRunnable(program, options)));
    expect(new Set(paths).size).to.equal(1);
    expect(readdirSync(cache).map((name) => join(cache, name))).to.deep.equal([paths[0]]);
    expect(versionOf(paths[0]!)).to.equal("one");
    expect(statSync(program.path).mode & 0o111).to.equal(0);
  });

  it("copies a program anew that has changed", async () => {
    const options = { folders: [join(folder, "changing")], setMode: refuse };
    await makeRunnable(program, options);
    writeFileSync(program.path, "#!/bin/sh\necho another\n");
    expect(versionOf(await makeRunnable(program, options))).to.equal("another");
  });

  it("takes the next folder where others could put a program of theirs, and says so where none is left", async () => {
    const [open, safe] = [join(folder, "open"), join(folder, "safe")];
    mkdirSync(open);
    chmodSync(open, 0o777);
    const path = await makeRunnable(program, { folders: [open, safe], setMode: refuse });
    expect(dirname(path)).to.equal(safe);
    const failure = await failureOf(makeRunnable(program, { folders: [open], setMode: refuse }));
    expect(isKinodexError(failure, "environment")).to.equal(true);
    expect(String(failure)).to.include(program.path).and.to.include(open).and.to.include("FFMPEG_PATH");
  });

  it("makes the build that @ffmpeg-installer carries run from a package without the bit", async function () {
    const carried = findCarried();
    if (carried === undefined) skip(this, "no build is carried for this system");
    const bare = { ...carried, path: join(folder, "bare-ffmpeg") };
    copyFileSync(carried.path, bare.path);
    chmodSync(bare.path, 0o444);
    const options = { folders: [join(folder, "home")], setMode: refuse };
    const found = await locateFfmpeg({ PATH: "" }, () => bare, options);
    expect(found).to.include({ source: "carried", version: (await locateFfmpeg({ PATH: "" })).version });
    expect(dirname(found.ffmpegPath)).to.equal(join(folder, "home"));
  });

  it("looks for the cache where each platform has it", () => {
    expect(cacheFolders({ HOME: "/home/me" }, "linux")[0]).to.equal(join("/home/me", ".cache", "kinodex"));
    expect(cacheFolders({ HOME: "/home/me", XDG_CACHE_HOME: "/fast" }, "linux")[0]).to.equal(join("/fast", "kinodex"));
    expect(cacheFolders({ HOME: "/Users/me" }, "darwin")[0]).to.equal(
      join("/Users/me", "Library", "Caches", "kinodex"),
    );
    const profile = { LOCALAPPDATA: "/profile/Local" };
    expect(cacheFolders(profile, "win32")[0]).to.equal(join("/profile/Local", "kinodex"));
    expect(cacheFolders({}, "linux").at(-1)).to.include(tmpdir());
  });
});

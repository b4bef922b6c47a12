import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isKinodexError } from "../../src/core/errors.js";
import { decodeFrames, type DecodeRequest } from "../../src/media/decode.js";
import { probeMedia, type MediaInfo } from "../../src/media/probe.js";
import { runToEnd, superviseProcess } from "../../src/media/superviseProcess.js";
import { until } from "../api/serveProcess.js";
import { decodeAll, ffmpeg, temporaryFolder } from "./renderClip.js";
import { skip } from "../skip.js";

const REQUEST: DecodeRequest = { width: 320, height: 180, fit: "stretch", select: { mode: "all" }, maxFrames: 1e6 };
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Command lines of running processes that name `path`. */
function processesOn(path: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8")];
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(`file:${path}`));
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("FrameStream", () => {
  const folder = temporaryFolder();
  const path = join(folder, "long.mp4");
  let info: MediaInfo;
  before(async function () {
    if (process.platform !== "linux") skip(this, "it reads /proc");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=50:d=60", "-c:v", "libx264", "-preset", "ultrafast", path);
    info = await probeMedia(path);
  });

  it("reads no further ahead than a few buffers when its reader is slow", async () => {
    const iterator = decodeFrames(info, REQUEST)[Symbol.asyncIterator]();
    await iterator.next();
    await sleep(300);
    const before = process.memoryUsage();
    await sleep(1_500); // ffmpeg would decode the whole video in this time
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).to.be.below(2_000_000);
    expect(processesOn(path)).to.have.length(1);
    await iterator.return?.();
  });

  it("kills its decoder when the reader leaves the loop, and says that it is not complete", async () => {
    const stream = decodeFrames(info, REQUEST);
    for await (const frame of stream) if (frame.timeSeconds > 0.5) break;
    expect(processesOn(path)).to.deep.equal([]);
    const outcome = await stream.outcome;
    expect(outcome.complete).to.equal(false);
    expect(outcome.problems).to.deep.equal(["its reader stopped before the end"]);
  });

  it("kills its decoder when the reader throws", async () => {
    const reading = (async () => {
      for await (const _ of decodeFrames(info, REQUEST)) throw new Error("the reader failed");
    })();
    expect(String(await failureOf(reading))).to.include("the reader failed");
    expect(processesOn(path)).to.deep.equal([]);
  });

  it("stops with an interruption when it is aborted", async () => {
    const controller = new AbortController();
    const stream = decodeFrames(info, REQUEST, { signal: controller.signal });
    let frameCount = 0;
    const reading = (async () => {
      for await (const _ of stream) if ((frameCount += 1) === 20) controller.abort();
    })();
    const error = await failureOf(reading);
    expect(isKinodexError(error, "interrupted")).to.equal(true);
    expect(await failureOf(stream.outcome)).to.equal(error);
    expect(frameCount).to.be.below(200);
    expect(processesOn(path)).to.deep.equal([]);
  });

  it("records a limit that was reached, and only then", async () => {
    const cut = await decodeAll(path, { maxFrames: 100 });
    expect(cut.frameCount).to.equal(100);
    expect(cut.problems).to.deep.equal(["only the first 100 frames were taken, the limit for one video"]);
    const exact = await decodeAll(path, { maxFrames: 3_000 });
    expect([exact.frameCount, exact.problems]).to.deep.equal([3_000, []]);
  });

  it("gives the same frames however many threads decode", async () => {
    const reordered = join(folder, "reordered.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "libx264", "-bf", "3", reordered);
    const one = await decodeAll(reordered, { threads: 1 });
    expect(one.frameCount).to.equal(100);
    for (const threads of [undefined, 5, 64]) expect(await decodeAll(reordered, { threads })).to.deep.equal(one);
  });

  it("gives nothing for a span after the end, and refuses requests that make no sense", async () => {
    expect((await decodeAll(path, { startSeconds: 100 })).frameCount).to.equal(0);
    for (const wrong of [
      { width: 0 },
      { maxFrames: 0.5 },
      { threads: 0 },
      { startSeconds: Number.NaN },
      { endSeconds: -1 },
    ])
      expect(() => decodeFrames(info, { ...REQUEST, ...wrong })).to.throw(/expected|is not within|cannot be/);
  });

  it("leaves no decoder behind when its process is killed with SIGKILL", async function () {
    if (spawnSync("setpriv", ["--pdeathsig", "KILL", "true"]).status !== 0) skip(this, "there is no setpriv");
    const media = new URL("../../src/media/", import.meta.url);
    const script = `
      import { decodeFrames } from "${new URL("decode.js", media).href}";
      import { probeMedia } from "${new URL("probe.js", media).href}";
      const info = await probeMedia(process.argv[1]);
      for await (const _ of decodeFrames(info, ${JSON.stringify(REQUEST)})) {
        console.log("decoding");
        await new Promise((done) => setTimeout(done, 60_000));
      }`;
    const cwd = fileURLToPath(media);
    const reader = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
      cwd,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => reader.stdout.once("data", resolve));
    expect(processesOn(path)).to.have.length(1);
    reader.kill("SIGKILL");
    await until(() => processesOn(path).length === 0);
  });
});

describe("superviseProcess", () => {
  it("ends a child that takes too long, and one that stands still", async () => {
    const sleeping = { command: "sleep", args: ["30"] };
    const slow = await failureOf(runToEnd({ ...sleeping, timeoutMs: 500 }));
    expect(isKinodexError(slow, "media")).to.equal(true);
    expect(String(slow)).to.include("timeout");
    expect(String(await failureOf(runToEnd({ ...sleeping, stallTimeoutMs: 500 })))).to.include("stall");
  });

  it("kills a child that does not listen to SIGTERM", async () => {
    const script = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
    const child = await superviseProcess({ command: process.execPath, args: ["-e", script] });
    for await (const _ of child.stdout) break;
    const exit = await child.stop();
    expect([exit.signal, exit.endedBy]).to.deep.equal(["SIGKILL", "reader"]);
  });

  it("keeps only the end of what the child complains", async () => {
    const script = "for (let n = 0; n < 100000; n++) console.error('complaint ' + n)";
    const { stderrTail } = await runToEnd({ command: process.execPath, args: ["-e", script] });
    expect(stderrTail.length).to.be.at.most(4_096);
    expect(stderrTail).to.include("complaint 99999");
  });

  it("says which program cannot be started", async () => {
    const error = await failureOf(runToEnd({ command: "/nowhere/ffmpeg", args: [] }));
    expect(isKinodexError(error, "environment")).to.equal(true);
    expect(String(error)).to.include("/nowhere/ffmpeg");
  });
});

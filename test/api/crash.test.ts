import { expect } from "chai";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { temporaryFolder } from "../media/renderClip.js";
import { skip } from "../skip.js";
import { commandOf, descendantsOf, end, serve, until, writerOf, type Started } from "./serveProcess.js";
import { renderVideo, waitForJob } from "./testServer.js";

const tus = { "Tus-Resumable": "1.0.0" };

async function offsetOf(url: string): Promise<number> {
  const head = await fetch(url, { method: "HEAD", headers: tus });
  return Number(head.headers.get("upload-offset"));
}

/** Sends a part of a resumable upload and never ends the request. */
function patchWithoutEnd(url: string, part: Buffer): void {
  const headers = { ...tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
  const patch = request(url, { method: "PATCH", headers });
  patch.on("error", () => {});
  patch.write(part);
}

describe("kinodex serve when processes end", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  const index = join(folder, "index");
  const place = ["--index", index, "--root", videos];

  beforeEach(function () {
    if (process.platform !== "linux") skip(this, "it finds processes in /proc");
  });
  before(() => {
    mkdirSync(videos);
    renderVideo(join(videos, "long.mp4"), 300);
  });

  const killWriter = async (server: Started, jobId: string): Promise<void> => {
    await until(async () => {
      const { state } = await server.client.job(jobId);
      return state === "failed" || (state === "running" && writerOf(server) !== undefined);
    });
    const writer = writerOf(server);
    if (writer === undefined) return;
    process.kill(writer, "SIGKILL");
    await until(() => commandOf(writer) === "");
  };

  it("tries a job again whose process crashes, marks it after three times, and takes it up when asked", async () => {
    const server = await serve(...place);
    const {
      jobs: [job],
    } = await server.client.addPath("videos/long.mp4");
    const jobId = job?.jobId ?? "";
    for (let crash = 1; crash <= 3; crash += 1) await killWriter(server, jobId);
    const failed = await waitForJob(server.client, jobId);
    expect(failed).to.include({ state: "failed", attempts: 3 });
    expect(failed.error).to.contain("each of the 3 times");
    expect((await server.client.retryJob(jobId)).state).to.equal("queued");
    await killWriter(server, jobId);
    expect(await waitForJob(server.client, jobId)).to.include({ state: "done", attempts: 2 });
    expect(await server.client.verifyIndex(true)).to.include({ ok: true });
    expect(await end(server, "SIGTERM")).to.equal(0);
  });

  it("goes on with a resumable upload after kill -9, and keeps nothing but the whole file", async () => {
    const bytes = readFileSync(renderVideo(join(folder, "upload.mp4"), 20, "mandelbrot"));
    const first = await serve(...place);
    const filename = Buffer.from("upload.mp4").toString("base64");
    const made = await fetch(`${first.url}/v1/uploads`, {
      method: "POST",
      headers: { ...tus, "Upload-Length": String(bytes.length), "Upload-Metadata": `filename ${filename}` },
    });
    const path = made.headers.get("location") ?? "";
    const half = bytes.subarray(0, bytes.length >> 1);
    patchWithoutEnd(`${first.url}${path}`, half);
    const received = join(index, "uploads", "resumable", path.split("/").at(-1) ?? "");
    await until(() => readFileSync(received).length > 0);
    await end(first, "SIGKILL");

    const second = await serve(...place);
    const url = `${second.url}${path}`;
    const offset = await offsetOf(url);
    expect(offset).to.be.within(1, half.length);
    const last = await fetch(url, {
      method: "PATCH",
      headers: { ...tus, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
      body: new Uint8Array(bytes.subarray(offset)),
    });
    expect(last.status).to.equal(204);
    const job = await waitForJob(second.client, last.headers.get("kinodex-job") ?? "");
    expect(job.state).to.equal("done");
    const left = (name: string) => readdirSync(join(index, "uploads", name));
    expect([left("receiving"), left("resumable")]).to.deep.equal([[], []]);
    const [stored = "", ...others] = left("stored");
    expect(others).to.deep.equal([]);
    expect(readFileSync(join(index, "uploads", "stored", stored)).equals(bytes)).to.equal(true);
    expect(await end(second, "SIGTERM")).to.equal(0);
  });

  it("stops on SIGTERM while it searches, indexes and streams: exit code 0, and no process is left", async () => {
    const server = await serve(...place);
    renderVideo(join(videos, "longer.mp4"), 300, "testsrc");
    const {
      jobs: [job],
    } = await server.client.addPath("videos/longer.mp4");
    await until(async () => (await server.client.job(job?.jobId ?? "")).progress !== undefined);
    const started = descendantsOf(server.child.pid as number);
    expect(started.map(commandOf).join(" ")).to.contain("ffmpeg");
    let stopped = false;
    const statuses = new Set<number>();
    const searchers = Array.from({ length: 20 }, async () => {
      while (!stopped) {
        const body = JSON.stringify({ query: "a red car" });
        const headers = { "Content-Type": "application/json" };
        const response = await fetch(`${server.url}/v1/search`, { method: "POST", headers, body }).catch(
          () => undefined,
        );
        if (response) statuses.add(response.status);
        else stopped = true; // it accepts no more
      }
    });
    await until(() => statuses.has(200));
    expect(await end(server, "SIGTERM")).to.equal(0);
    await Promise.all(searchers);
    expect([...statuses].every((status) => status === 200 || status === 503)).to.equal(true);
    expect(started.map(commandOf).join("")).to.equal("");
  });
});

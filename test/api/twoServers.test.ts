import { expect } from "chai";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { acquireWriterLock } from "../../src/store/catalog/sqlite/writerLock.js";
import { temporaryFolder } from "../media/renderClip.js";
import { until } from "./serveProcess.js";
import { renderVideo, startTestServer, waitForJob } from "./testServer.js";

describe("two servers on one index", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  let count = 0;
  let index = "";

  before(() => {
    mkdirSync(videos);
    for (let n = 1; n <= 6; n += 1) renderVideo(join(videos, `${n}.mp4`), n);
  });
  beforeEach(() => {
    count += 1;
    index = join(folder, `index-${count}`);
  });

  it("say what to do where both want one port", async () => {
    await using first = await startTestServer(index);
    const port = Number(new URL(first.url).port);
    const failure = await startTestServer(index, { port }).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    expect(failure?.message).to.contain(`127.0.0.1:${port}: another program, or another Kinodex, listens there`);
  });

  it("run each job once, whichever was asked, and both tell of its end", async () => {
    await using first = await startTestServer(index, { roots: [videos] });
    await using second = await startTestServer(index, { roots: [videos] });
    const added = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? first : second).client.addPath(`videos/${n}.mp4`)),
    );
    await Promise.all([first.client.addPath("videos"), second.client.addPath("videos")]);
    for (const {
      jobs: [job],
    } of added)
      for (const { client } of [first, second])
        expect(await waitForJob(client, job?.jobId ?? "")).to.include({ state: "done", attempts: 1 });
    expect(await second.client.listJobs()).to.have.length(6);
    expect(await first.client.listVideos()).to.include({ total: 6 });
  });

  it("leave each other's uploads alone", async () => {
    await using first = await startTestServer(index);
    const bytes = readFileSync(join(videos, "6.mp4"));
    const receiving = join(index, "uploads", "receiving");
    const answered = new Promise<string>((resolve, reject) => {
      const upload = request(
        `${first.url}/v1/videos/upload?name=slow.mp4`,
        { method: "POST", headers: { "Content-Type": "video/mp4", "Content-Length": bytes.length } },
        (response) => response.on("data", (data: Buffer) => resolve(data.toString())),
      );
      upload.on("error", reject);
      upload.write(bytes.subarray(0, 1000));
      const finish = async () => {
        await until(() => readdirSync(receiving).length > 0);
        const second = await startTestServer(index);
        upload.end(bytes.subarray(1000));
        await until(() => readdirSync(receiving).length === 0);
        await second[Symbol.asyncDispose]();
      };
      finish().catch(reject);
    });
    const { jobs } = JSON.parse(await answered) as { jobs: { jobId: string }[] };
    expect(await waitForJob(first.client, jobs[0]?.jobId ?? "")).to.include({ state: "done" });
    expect(readdirSync(join(index, "uploads", "stored"))).to.have.length(1);
  });

  it("wait without trying while another program writes, and go on when it has ended", async () => {
    await using server = await startTestServer(index, { roots: [videos] });
    const release = acquireWriterLock(index);
    const {
      jobs: [job],
    } = await server.client.addPath("videos/1.mp4");
    const jobId = job?.jobId ?? "";
    await delay(3_000);
    expect(await server.client.job(jobId)).to.include({ state: "queued", attempts: 0 });
    release();
    expect(await waitForJob(server.client, jobId)).to.include({ state: "done", attempts: 1 });
  });
});

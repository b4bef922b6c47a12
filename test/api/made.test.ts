import { expect } from "chai";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexReportSchema } from "../../src/api/schemas/service.js";
import { captionsSchema } from "../../src/api/schemas/videos.js";
import type { Video } from "../../src/client/client.js";
import { packageRoot } from "../../src/core/paths.js";
import { probeMedia } from "../../src/media/probe.js";
import { temporaryFolder } from "../media/renderClip.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("what the HTTP API makes when it is asked", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  const index = join(folder, "index");
  let server: TestServer;
  let reef: Video;

  before(async () => {
    mkdirSync(videos);
    copyFileSync(join(packageRoot, "samples", "reef.mp4"), join(videos, "reef.mp4"));
    server = await startTestServer(index, { roots: [videos], model: "kinodex/embedded", pipeline: "fast" });
    const {
      jobs: [job],
    } = await server.client.addPath("videos/reef.mp4");
    const { result } = await waitForJob(server.client, job?.jobId ?? "");
    reef = await server.client.video(result?.videoId ?? "");
  });
  after(() => server[Symbol.asyncDispose]());

  it("captions of a video that has none, once, and again when asked", async () => {
    const { videoId } = reef;
    expect((await server.client.captions(videoId)).segments).to.deep.equal([]);
    const made = captionsSchema.parse(await server.client.makeCaptions(videoId));
    expect(made.segments).to.have.length.above(0);
    expect(await server.client.captions(videoId)).to.deep.equal(made);
    expect(await server.client.makeCaptions(videoId)).to.deep.equal(made);
    expect(await server.client.makeCaptions(videoId, true)).to.deep.equal(made);
    const missing = await server.client.makeCaptions("0".repeat(64)).catch((error: unknown) => error);
    expect(missing).to.have.nested.property("problem.status", 404);
  });

  it("captions for players and programs, and chapters where there is enough for them", async () => {
    const file = async (name: string) => {
      const response = await fetch(`${server.url}/v1/videos/${reef.videoId}/${name}`);
      return { type: response.headers.get("content-type") ?? "", text: await response.text() };
    };
    const [vtt, srt, chapters, list] = await Promise.all(
      ["captions.vtt", "captions.srt", "chapters.vtt", "chapters.txt"].map(file),
    );
    expect(vtt?.text).to.match(/^WEBVTT\n\nNOTE Written by Kinodex[^\n]+\n\n[\d:.]+ --> /);
    expect(srt?.text).to.match(/^1\n[\d:,]+ --> /);
    expect(srt?.type).to.contain("application/x-subrip");
    expect(chapters?.text).to.match(/^WEBVTT/);
    expect(list?.type).to.contain("text/plain");
  });

  it("a clip of a span, exact to the frame, and keeps nothing of it", async () => {
    const url = server.client.clipUrl(reef.videoId, { startSeconds: 2, endSeconds: 3.5 });
    const response = await fetch(url);
    expect(response.headers.get("content-type")).to.equal("video/mp4");
    expect(response.headers.get("content-disposition")).to.equal("attachment; filename=reef_2-3.5.mp4");
    const clip = join(folder, "clip.mp4");
    writeFileSync(clip, Buffer.from(await response.arrayBuffer()));
    expect((await probeMedia(clip)).durationSeconds).to.be.closeTo(1.5, 0.05);
    expect(readdirSync(join(index, "uploads", "receiving"))).to.deep.equal([]);
    for (const span of [
      { startSeconds: 3, endSeconds: 3 },
      { startSeconds: 0, endSeconds: 601 },
      { startSeconds: reef.durationSeconds + 1, endSeconds: reef.durationSeconds + 2 },
    ])
      expect((await fetch(server.client.clipUrl(reef.videoId, span))).status).to.equal(400);
  });

  it("a report on the index, and its search structures anew", async () => {
    const report = indexReportSchema.parse(await server.client.verifyIndex(true));
    expect(report.ok).to.equal(true);
    expect(JSON.stringify(report)).not.to.contain(folder);
    expect(await server.client.rebuildIndex()).to.include({ videos: 1, frames: reef.frameCount });
  });

  it("no captions by a model of which it was not measured how far they can be believed", async () => {
    const tiny = await startTestServer(join(folder, "tiny"), { roots: [videos] });
    try {
      renderVideo(join(videos, "set.mp4"), 2);
      const {
        jobs: [job],
      } = await tiny.client.addPath("videos/set.mp4");
      const { result } = await waitForJob(tiny.client, job?.jobId ?? "");
      const refusal = await tiny.client.makeCaptions(result?.videoId ?? "").catch((error: unknown) => error);
      expect(refusal).to.have.nested.property("problem.code", "unavailable");
    } finally {
      await tiny[Symbol.asyncDispose]();
    }
  });
});

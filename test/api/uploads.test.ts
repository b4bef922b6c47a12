import { expect } from "chai";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { lastValueFrom } from "rxjs";
import { openUploads } from "../../src/api/files/uploads.js";
import { defaultLimits } from "../../src/api/settings.js";
import { openModel } from "../../src/models/openModel.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset } from "../../src/pipeline/preset.js";
import { openStore } from "../../src/store/store.js";
import { withTinyModels } from "../fixtures/tinyModels.js";
import { temporaryFolder } from "../media/renderClip.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("uploads", function () {
  this.timeout(120_000);
  withTinyModels();
  const folder = temporaryFolder();
  const storedIn = (index: string) => readdirSync(join(index, "uploads", "stored"));
  let video = "";

  before(() => {
    video = renderVideo(join(folder, "video.mp4"), 1);
  });

  const jobsOf = async ({ client }: TestServer) =>
    Promise.all((await client.listJobs()).map(({ jobId }) => waitForJob(client, jobId)));

  it("are known again by a server that is told another way to the same index", async () => {
    const index = join(folder, "index");
    {
      await using first = await startTestServer(relative(process.cwd(), index));
      const { jobId } = await first.client.upload(new Blob([readFileSync(video)]), "video.mp4");
      await waitForJob(first.client, jobId);
    }
    const [stored] = storedIn(index);
    symlinkSync(index, join(folder, "same"), "junction");
    for (const name of [index, join(folder, "same")]) {
      await using server = await startTestServer(name);
      expect(await jobsOf(server)).to.have.length(1);
      const { videos } = await server.client.listVideos();
      expect(videos.map(({ paths }) => paths)).to.deep.equal([[`stored/${stored}`]]);
    }
    expect(storedIn(index)).to.deep.equal([stored]);
    await using server = await startTestServer(index);
    const { videos } = await server.client.listVideos();
    await server.client.removeVideo(videos[0]?.videoId ?? "");
    expect(storedIn(index)).to.deep.equal([]);
  });

  it("are not taken for copies of themselves where the index knows them by another name", async () => {
    const index = join(folder, "named");
    const stored = join(index, "uploads", "stored", "adopted.mp4");
    mkdirSync(join(stored, ".."), { recursive: true });
    copyFileSync(video, stored);
    symlinkSync(index, join(folder, "other-name"), "junction");
    {
      await using model = await openModel("test/tiny");
      await using store = await openStore({ directory: index, model: model.identity, access: "write" });
      const other = join(folder, "other-name", "uploads", "stored", "adopted.mp4");
      const tools = { store, model, preset: loadPreset("archive"), reindexOnOtherPreset: false };
      await lastValueFrom(indexFiles([other], tools));
    }
    await using server = await startTestServer(index);
    for (const { state } of await jobsOf(server)) expect(state).to.equal("done");
    expect(existsSync(stored)).to.equal(true);
  });

  it("are adopted as far as the queue has room, and the rest at another start", async () => {
    const index = join(folder, "many");
    const stored = join(index, "uploads", "stored");
    mkdirSync(stored, { recursive: true });
    for (const n of [1, 2, 3]) writeFileSync(join(stored, `${n}.mp4`), "no video");
    for (const count of [2, 3]) {
      await using server = await startTestServer(index, { limits: { jobsOpen: 2 } });
      expect(await jobsOf(server)).to.have.length(count);
    }
  });

  it("keep the letters of their names, accents and all", async () => {
    using uploads = openUploads(join(folder, "names"), defaultLimits);
    const received = join(folder, "received");
    for (const [name, kept] of [
      ["E\u0301te\u0301 en Be\u0301arn.MP4", "Été-en-Béarn.mp4"],
      ["हिन्दी.mkv", "हिन्दी.mkv"],
      ["C:\\clips\\con.mov", "C-clips-con.mov"],
    ] as const) {
      writeFileSync(received, "");
      const path = await uploads.store(received, name);
      expect(basename(path).slice("01234567-".length)).to.equal(kept);
      expect(uploads.owns(path), path).to.equal(true);
    }
    expect(uploads.owns(video)).to.equal(false);
  });
});

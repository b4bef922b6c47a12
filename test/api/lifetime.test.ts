import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createClient } from "../../src/client/client.js";
import { createRandom } from "../../src/core/random.js";
import { openModel } from "../../src/models/openModel.js";
import { graphThreshold } from "../../src/store/residentIndex.js";
import { openStore } from "../../src/store/store.js";
import { useTinyModels } from "../fixtures/tinyModels.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";
import { skip } from "../skip.js";
import { addVideo, driftingUnits, needGraphs } from "../store/fixtures.js";
import { end, env, main, serve, until } from "./serveProcess.js";
import { renderVideo, waitForJob } from "./testServer.js";

/** An index large enough for a graph, which it does not have yet; gives the number of its frames. */
async function makeLargeIndex(directory: string): Promise<number> {
  using _models = useTinyModels();
  const { identity } = await openModel("test/tiny");
  await using store = await openStore({ directory, model: identity, access: "write" });
  const random = createRandom(23);
  const videos = Math.ceil(graphThreshold / 500);
  for (let n = 0; n < videos; n += 1) await addVideo(store, n, driftingUnits(random, 500, identity.dimension));
  return videos * 500;
}

/** How many frames the saved graph of an index holds; undefined where nothing was ever saved. */
function framesInGraph(directory: string): number | undefined {
  const path = join(directory, "manifest.json");
  if (!existsSync(path)) return undefined;
  const { snapshots } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly snapshots: { readonly frames: { readonly count: number } };
  };
  return snapshots.frames.count;
}

/** Starts an upload and leaves it in the middle; settles once the server has begun to write it. */
async function uploadHalf(url: string, receiving: string): Promise<void> {
  const upload = request(`${url}/v1/videos/upload?name=half.mp4`, {
    method: "POST",
    headers: { "Content-Type": "video/mp4", "Content-Length": 1_000_000 },
  });
  upload.on("error", () => {});
  upload.write(Buffer.alloc(300_000));
  await until(() => readdirSync(receiving).length > 0);
}

describe("kinodex serve", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  const index = join(folder, "index");
  const uploads = join(index, "uploads");
  const place = ["--index", index, "--root", videos];
  let long = "";

  before(() => {
    mkdirSync(videos);
    long = renderVideo(join(videos, "long.mp4"), 240);
    writeFileSync(join(folder, "outside.mp4"), readFileSync(renderVideo(join(folder, "o.mp4"), 1)));
    if (process.platform !== "win32") symlinkSync(join(folder, "outside.mp4"), join(videos, "link.mp4"));
  });
  beforeEach(function () {
    if (process.platform === "win32") skip(this, "Windows has no SIGTERM, and links to files need rights");
  });

  it("goes on after kill -9 with the job that it was at, and leaves nothing of a broken upload", async () => {
    const first = await serve(...place);
    const {
      jobs: [job],
    } = await first.client.addPath("videos/long.mp4");
    const jobId = job?.jobId ?? "";
    await until(async () => (await first.client.job(jobId)).state === "running");
    await uploadHalf(first.url, join(uploads, "receiving"));
    await end(first, "SIGKILL");
    // A whole file whose job was not written yet when the process died.
    writeFileSync(join(uploads, "stored", "adopted.mp4"), readFileSync(join(folder, "outside.mp4")));

    const second = await serve(...place);
    expect(readdirSync(join(uploads, "receiving"))).to.deep.equal([]);
    const done = await waitForJob(second.client, jobId);
    expect(done).to.include({ state: "done" });
    const adopted = (await second.client.listJobs()).find(({ path }) => path.includes("adopted.mp4"));
    expect((await waitForJob(second.client, adopted?.jobId ?? "")).state).to.equal("done");
    expect(await end(second, "SIGTERM")).to.equal(0);
  });

  it("stops on SIGTERM with exit code 0 in the middle of a job, which goes on the next time", async () => {
    const longer = join(videos, "longer.mp4");
    ffmpeg("-i", long, "-c", "copy", "-metadata", "title=other", longer);
    const first = await serve(...place);
    const {
      jobs: [job],
    } = await first.client.addPath("videos/longer.mp4");
    const jobId = job?.jobId ?? "";
    await until(async () => (await first.client.job(jobId)).progress !== undefined);
    const events = await fetch(first.client.jobEventsUrl());
    expect(await end(first, "SIGTERM")).to.equal(0);
    await events.text(); // the stream was ended, not cut
    const second = await serve(...place);
    expect((await waitForJob(second.client, jobId)).state).to.equal("done");
    expect(await end(second, "SIGTERM")).to.equal(0);
  });

  it("saves the search graph before it ends on SIGTERM", async function () {
    needGraphs(this);
    const directory = join(folder, "large");
    const made = await makeLargeIndex(directory);
    expect(framesInGraph(directory)).to.equal(undefined);
    const server = await serve("--index", directory, "--root", videos);
    const {
      jobs: [job],
    } = await server.client.addPath("videos/long.mp4");
    const { result } = await waitForJob(server.client, job?.jobId ?? "");
    const { frameCount } = await server.client.video(result?.videoId ?? "");
    expect(frameCount).to.be.above(0);
    expect(await end(server, "SIGTERM")).to.equal(0);
    expect(framesInGraph(directory)).to.equal(made + frameCount);
  });

  it("does not index what a link names outside of the roots", async () => {
    const server = await serve(...place);
    const refusal = await server.client.addPath("videos/link.mp4").catch((error: unknown) => error);
    expect(refusal).to.have.nested.property("problem.status", 403);
    await end(server, "SIGTERM");
  });

  it("does not listen for others without a key, and asks them for it", async () => {
    const refused = spawnSync(process.execPath, [main, "serve", "--host", "0.0.0.0", "--port", "0", ...place], {
      env,
      encoding: "utf8",
    });
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.contain("kinodex keys add");
    const made = spawnSync(process.execPath, [main, "keys", "add", "player", "--json", "--index", index], {
      encoding: "utf8",
    });
    const { key } = JSON.parse(made.stdout) as { key: string };
    const server = await serve("--host", "0.0.0.0", ...place);
    const url = server.url.replace("0.0.0.0", "127.0.0.1");
    expect((await fetch(`${url}/v1/videos`)).status).to.equal(401);
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
    const client = createClient({ url, key });
    expect((await client.listVideos()).total).to.be.above(0);
    const refusal = await client.addPath("videos").catch((error: unknown) => error);
    expect(refusal).to.have.nested.property("problem.code", "scope");
    const session = await fetch(`${url}/v1/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key }),
    });
    const cookie = session.headers.get("set-cookie") ?? "";
    expect(cookie).to.contain("HttpOnly").and.to.contain("SameSite=Strict");
    const [pair = ""] = cookie.split(";");
    expect((await fetch(`${url}/v1/videos`, { headers: { Cookie: pair } })).status).to.equal(200);
    expect(await end(server, "SIGTERM")).to.equal(0);
  });
});

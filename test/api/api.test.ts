import { expect } from "chai";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { request as httpRequest } from "node:http";
import sharp from "sharp";
import { problemSchema } from "../../src/api/problem.js";
import { jobSchema } from "../../src/api/schemas/jobs.js";
import { curveSchema, answerSchema, searchAnswerSchema } from "../../src/api/schemas/search.js";
import { addedSchema, captionsSchema, spritesSchema, videoPageSchema } from "../../src/api/schemas/videos.js";
import type { Video } from "../../src/client/client.js";
import { temporaryFolder } from "../media/renderClip.js";
import { writeUnnamed } from "../media/unnamedFile.js";
import { until } from "./serveProcess.js";
import type { JobView } from "../../src/client/client.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("the HTTP API", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  const index = join(folder, "index");
  let server: TestServer;
  let boat: Video;

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });
  const post = (path: string, body: unknown, type = "application/json") =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "Content-Type": type },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const problemOf = async (response: Response) => {
    expect(response.headers.get("content-type")).to.equal("application/problem+json");
    return problemSchema.parse(await response.json());
  };

  before(async () => {
    mkdirSync(videos);
    renderVideo(join(videos, "boat.mp4"), 4);
    renderVideo(join(videos, "set.mp4"), 3, "mandelbrot");
    writeFileSync(join(videos, "boat.srt"), "1\n00:00:01,000 --> 00:00:03,000\nLand ahead.\n");
    writeFileSync(join(videos, "broken.mp4"), "this is not a video\n".repeat(30));
    server = await startTestServer(index, { roots: [videos] });
  });
  after(() => server[Symbol.asyncDispose]());

  it("makes an index where there is none, and is ready", async () => {
    expect((await get("/readyz")).status).to.equal(200);
    expect((await get("/livez")).status).to.equal(200);
    expect(await server.client.listVideos()).to.deep.equal({ videos: [], total: 0 });
  });

  it("indexes a folder under a root, and tells of each file how it went", async () => {
    const { jobs } = await server.client.addPath("videos");
    expect(jobs.map(({ path }) => path)).to.have.members(["videos/boat.mp4", "videos/set.mp4", "videos/broken.mp4"]);
    const ended = await Promise.all(jobs.map(({ jobId }) => waitForJob(server.client, jobId)));
    const stateOf = Object.fromEntries(ended.map((job) => [job.path, jobSchema.parse(job).state]));
    expect(stateOf).to.deep.equal({
      "videos/boat.mp4": "done",
      "videos/set.mp4": "done",
      "videos/broken.mp4": "failed",
    });
    const broken = ended.find(({ state }) => state === "failed");
    expect(broken?.error).to.contain("broken.mp4").and.not.to.contain(folder);
  });

  it("lists videos page by page, without saying where on the disk they are", async () => {
    const first = videoPageSchema.parse(await server.client.listVideos({ limit: 1 }));
    const second = videoPageSchema.parse(await server.client.listVideos({ limit: 1, cursor: first.nextCursor ?? "" }));
    expect(first.total).to.equal(2);
    expect([first.videos[0]?.path, second.videos[0]?.path]).to.have.members(["videos/boat.mp4", "videos/set.mp4"]);
    expect(second).not.to.have.property("nextCursor");
    boat = [...first.videos, ...second.videos].find(({ path }) => path.endsWith("boat.mp4")) as Video;
    expect(boat).to.include({ state: "complete", width: 96, height: 64, durationSeconds: 4 });
  });

  it("answers words, sentences of the query language, and their tree alike", async () => {
    const tree = {
      type: "then",
      operands: [
        { type: "phrase", text: "a red car" },
        { type: "phrase", text: "a dog" },
      ],
    } as const;
    const plain = searchAnswerSchema.parse(await server.client.search({ query: "a red car", top: 3 }));
    expect(plain.moments.length).to.be.within(1, 3);
    const [bySentence, byTree] = await Promise.all(
      (['"a red car" then "a dog"', tree] as const).map((query) => server.client.search({ query })),
    );
    expect(bySentence?.moments).to.have.length.above(0);
    expect(byTree?.moments).to.deep.equal(bySentence?.moments);
    expect(byTree?.moments[0]?.operands?.map(({ text }) => text)).to.deep.equal(["a red car", "a dog"]);
  });

  it("searches one video by a picture", async () => {
    const picture = await sharp({ create: { width: 90, height: 50, channels: 3, background: "#a32" } })
      .png()
      .toBuffer();
    const blob = new Blob([new Uint8Array(picture)], { type: "image/png" });
    const { moments } = searchAnswerSchema.parse(await server.client.searchByPicture(blob, { videoId: boat.videoId }));
    expect(new Set(moments.map(({ videoId }) => videoId))).to.deep.equal(new Set([boat.videoId]));
    const noPicture = await post("/v1/search/picture", "not a picture", "image/png");
    expect(await problemOf(noPicture)).to.include({ status: 422, code: "input" });
  });

  it("draws the similarity of a video over its time for each phrase", async () => {
    const { curves } = curveSchema.parse(await server.client.curve(boat.videoId, '"a car" then "a dog"'));
    expect(curves.map(({ phrase }) => phrase)).to.deep.equal(["a car", "a dog"]);
    const cells = curves[0]?.cells ?? [];
    expect(cells[0]?.startSeconds).to.equal(0);
    expect(cells.at(-1)?.endSeconds).to.equal(4);
    for (const [n, cell] of cells.slice(1).entries()) expect(cell.startSeconds).to.equal(cells[n]?.endSeconds);
  });

  it("gives the captions of a video, as segments and for players", async () => {
    const { segments } = captionsSchema.parse(await server.client.captions(boat.videoId, "subtitle"));
    expect(segments.map(({ caption }) => caption)).to.deep.equal(["Land ahead."]);
    const track = await get(`/v1/videos/${boat.videoId}/captions.vtt?source=subtitle`);
    expect(track.headers.get("content-type")).to.contain("text/vtt");
    expect(await track.text()).to.match(/^WEBVTT[\s\S]+Land ahead/);
    const fileIn = (language: string) => get(`/v1/videos/${boat.videoId}/captions.srt?language=${language}`);
    expect(await (await fileIn("und")).text()).to.contain("Land ahead");
    expect(await (await fileIn("de")).text()).to.equal("");
    expect((await fileIn("no+language")).status).to.equal(400);
  });

  it("takes queries as long as the command line does", async () => {
    const ofLength = (length: number) => ({ query: "a red car ".repeat(201).slice(0, length).padEnd(length, "x") });
    expect((await post("/v1/search", ofLength(2000))).status).to.equal(200);
    expect((await post("/v1/search", ofLength(2001))).status).to.equal(400);
  });

  it("answers a question with evidence, or says why it does not", async () => {
    const outside = answerSchema.parse(await server.client.ask({ question: "Why is the sky blue?" }));
    expect(outside).to.include({ answer: null, abstained: true });
    expect(outside.reason).to.be.a("string").that.is.not.empty;
    const asked = answerSchema.parse(await server.client.ask({ question: "Is there a red car?", falseAlarm: 0.9 }));
    for (const { path, startSeconds, endSeconds } of asked.evidence) {
      expect(path).not.to.match(/^\//);
      expect(endSeconds).to.be.above(startSeconds);
    }
    expect((await post("/v1/ask", { question: "" })).status).to.equal(400);
  });

  it("exports what a search finds, and refuses when it finds nothing", async () => {
    const everything = { query: "a red car", falseAlarm: 0.999 };
    const otio = await (await server.client.exportMoments({ ...everything, format: "otio" })).text();
    expect(JSON.parse(otio)).to.have.property("OTIO_SCHEMA");
    const csv = await (await server.client.exportMoments({ ...everything, format: "csv" })).text();
    expect(csv.split("\n")[0]).to.contain("startSeconds");
    const misses = { query: "a red car", falseAlarm: 1e-9, format: "csv", includeMisses: true };
    const written = await post("/v1/export", misses);
    expect(written.headers.get("kinodex-left-out")).to.equal("0");
    expect((await written.text()).trimEnd().split("\n")).to.have.length.above(1);
    const refused = () => post("/v1/export", { query: "a red car", falseAlarm: 1e-9, format: "csv" });
    await until(async () => !(await refused()).ok); // confidence follows an index that grows
    expect(await problemOf(await refused())).to.include({ status: 422, code: "unanswered" });
  });

  it("streams a file, a range of it, and nothing that has not changed", async () => {
    const bytes = readFileSync(join(videos, "boat.mp4"));
    const path = `/v1/videos/${boat.videoId}/stream`;
    const whole = await get(path);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).to.equal(true);
    expect(whole.headers.get("content-type")).to.equal("video/mp4");
    const part = await get(path, { Range: "bytes=100-199" });
    expect(part.status).to.equal(206);
    expect(part.headers.get("content-range")).to.equal(`bytes 100-199/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).to.equal(true);
    const beyond = await get(path, { Range: `bytes=${bytes.length}-` });
    expect(beyond.headers.get("content-range")).to.equal(`bytes */${bytes.length}`);
    expect(await problemOf(beyond)).to.include({ status: 416 });
    expect((await get(path, { "If-None-Match": whole.headers.get("etag") ?? "" })).status).to.equal(304);
    const stale = await get(path, { Range: "bytes=0-1", "If-Range": '"another"' });
    expect(stale.status).to.equal(200);
  });

  it("draws thumbnails and the sheet of a timeline", async () => {
    const thumbnail = await fetch(server.client.thumbnailUrl(boat.videoId, 2, 48));
    expect(await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).to.include({
      format: "jpeg",
      width: 48,
    });
    const layout = spritesSchema.parse(await server.client.sprites(boat.videoId));
    expect(layout).to.include({ count: 4, intervalSeconds: 1 });
    const sheet = await sharp(Buffer.from(await (await get(layout.imageUrl)).arrayBuffer())).metadata();
    expect(sheet.width).to.equal(layout.columns * layout.tileWidth);
    expect(sheet.height).to.equal(layout.rows * layout.tileHeight);
  });

  it("takes an upload, and drops it when its bytes are there already", async () => {
    const fresh = new Blob([readFileSync(renderVideo(join(folder, "fresh.mp4"), 2, "smptebars"))]);
    const { jobId, source } = await server.client.upload(fresh, "../../fresh one.mp4");
    expect(source).to.equal("upload");
    const done = await waitForJob(server.client, jobId);
    expect(done.result?.type).to.equal("indexed");
    const stored = join(index, "uploads", "stored");
    expect(readdirSync(stored)).to.have.length(1);
    const again = await server.client.upload(fresh, "again.mp4");
    expect((await waitForJob(server.client, again.jobId)).result?.type).to.equal("linked");
    expect(readdirSync(stored)).to.have.length(1);
    await server.client.removeVideo(done.result?.videoId ?? "");
    expect(readdirSync(stored)).to.have.length(0);
    expect(await problemOf(await get(`/v1/videos/${done.result?.videoId}`))).to.include({ status: 404 });
  });

  it("resumes an upload where it broke off, by tus", async () => {
    const bytes = readFileSync(renderVideo(join(folder, "resumed.mp4"), 2, "rgbtestsrc"));
    const tus = { "Tus-Resumable": "1.0.0" };
    const filename = Buffer.from("resumed.mp4").toString("base64");
    const made = await fetch(`${server.url}/v1/uploads`, {
      method: "POST",
      headers: { ...tus, "Upload-Length": String(bytes.length), "Upload-Metadata": `filename ${filename}` },
    });
    expect(made.status).to.equal(201);
    const url = `${server.url}${made.headers.get("location")}`;
    const send = (offset: number, part: Buffer) =>
      fetch(url, {
        method: "PATCH",
        headers: { ...tus, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        body: new Uint8Array(part),
      });
    expect((await send(0, bytes.subarray(0, 1000))).status).to.equal(204);
    expect(await problemOf(await send(0, bytes.subarray(0, 1000)))).to.include({ status: 409 });
    const head = await fetch(url, { method: "HEAD", headers: tus });
    expect(head.headers.get("upload-offset")).to.equal("1000");
    const last = await send(1000, bytes.subarray(1000));
    expect(last.status).to.equal(204);
    const jobId = last.headers.get("kinodex-job") ?? "";
    const job = await waitForJob(server.client, jobId);
    expect(job).to.deep.include({ state: "done", source: "upload" });
    // The last answer may be lost: whoever asks again is told that all is there.
    const whole = await fetch(url, { method: "HEAD", headers: tus });
    expect(whole.status).to.equal(200);
    expect(whole.headers.get("upload-offset")).to.equal(String(bytes.length));
    expect(whole.headers.get("kinodex-job")).to.equal(jobId);
    const location = made.headers.get("location") ?? "";
    const again = await server.client.uploadResumably(new Blob([new Uint8Array(bytes)]), "resumed.mp4", { location });
    expect(again).to.equal(jobId);
    expect(readdirSync(join(index, "uploads", "resumable"))).to.deep.equal([]);
  });

  it("cancels a job, and goes on with it when asked", async () => {
    renderVideo(join(videos, "long.mp4"), 300);
    const {
      jobs: [job],
    } = await server.client.addPath("videos/long.mp4");
    const jobId = job?.jobId ?? "";
    expect(await server.client.cancelJob(jobId)).to.satisfy(
      (asked: JobView) => asked.cancelRequested || asked.state === "cancelled",
    );
    expect((await waitForJob(server.client, jobId)).state).to.equal("cancelled");
    expect(await problemOf(await post(`/v1/jobs/${jobId}/cancel`, ""))).to.include({ status: 409 });
    expect((await server.client.retryJob(jobId)).state).to.equal("queued");
    expect((await waitForJob(server.client, jobId)).state).to.equal("done");
  });

  it("forgets a job that has failed when asked to, tells who listens, and refuses to forget one that is open", async () => {
    const leave = new AbortController();
    const events = await fetch(server.client.jobEventsUrl(), { signal: leave.signal });
    const [failed] = await server.client.listJobs({ state: "failed" });
    const jobId = failed?.jobId ?? "";
    await server.client.dismissJob(jobId);
    const reader = events.body?.getReader();
    let told = "";
    while (!told.includes("event: dismissed")) {
      const { value } = (await reader?.read()) ?? {};
      told += Buffer.from((value as Uint8Array | undefined) ?? []).toString();
    }
    expect(told).to.contain(jobId);
    leave.abort();
    expect(await problemOf(await get(`/v1/jobs/${jobId}`))).to.include({ status: 404 });
    const again = await fetch(`${server.url}/v1/jobs/${jobId}`, { method: "DELETE" });
    expect(await problemOf(again)).to.include({ status: 404 });
    renderVideo(join(videos, "longer.mp4"), 600);
    const { jobs } = await server.client.addPath("videos/longer.mp4");
    const open = jobs[0]?.jobId ?? "";
    const refused = await fetch(`${server.url}/v1/jobs/${open}`, { method: "DELETE" });
    expect(await problemOf(refused)).to.include({ status: 409, code: "job-state" });
    await server.client.cancelJob(open);
    await waitForJob(server.client, open);
    expect((await server.client.dismissJobs("cancelled")).map((job) => job.jobId)).to.include(open);
    expect(await server.client.listJobs({ state: "cancelled" })).to.deep.equal([]);
  });

  it("answers what it does not take with a problem, and never with a path", async () => {
    const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
    const cases: readonly (readonly [Promise<Response>, number])[] = [
      [get("/v1/nothing"), 404],
      [get("/v1/videos/%E0%A4%A"), 400],
      [get("/v1/videos/abc"), 400],
      [get(`/v1/videos/${"0".repeat(64)}/stream`), 404],
      [get("/v1/videos?limit=0"), 400],
      [get("/v1/videos?limit=1&limit=2"), 400],
      [get("/v1/videos?unknown=1"), 400],
      [get(`/v1/videos/${boat.videoId}/thumbnail?t=-1`), 400],
      [post("/v1/search", "{"), 400],
      [post("/v1/search", deep), 400],
      [post("/v1/search", { query: "" }), 400],
      [post("/v1/search", { query: "a dog then" }), 400],
      [post("/v1/search", { query: "x", fromSeconds: 9, toSeconds: 3 }), 400],
      [post("/v1/search", { query: "x" }, "text/plain"), 415],
      [post("/v1/search", { query: "x".repeat(300_000) }), 413],
      [post("/v1/videos", { path: "/etc" }), 403],
      [post("/v1/videos", { path: "videos/../../etc" }), 403],
      [post("/v1/videos", { path: "videos/none.mp4" }), 404],
      [post("/v1/videos", { path: "videos", pipeline: "../../x" }), 400],
      [fetch(`${server.url}/v1/search`), 405],
      [fetch(`${server.url}/v1/videos`, { method: "PUT" }), 405],
      [fetch(`${server.url}/v1/uploads`, { method: "POST" }), 412],
    ];
    for (const [n, [response, status]] of cases.entries()) {
      const problem = await problemOf(await response);
      expect(problem.status, `case ${n}: ${JSON.stringify(problem)}`).to.equal(status);
      expect(JSON.stringify(problem)).not.to.contain(folder);
    }
  });

  it("refuses what pages of other sites make a browser send", async () => {
    const foreign = await get("/v1/videos", { Origin: "https://elsewhere.example" });
    expect(await problemOf(foreign)).to.include({ status: 403, code: "cross-origin" });
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(server.url);
      httpRequest({ port, host: "127.0.0.1", headers: { Host: `elsewhere.example:${port}` } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(rebound).to.equal(403);
  });

  it("describes what it serves", async () => {
    const description = (await (await get("/openapi.json")).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(description.openapi).to.equal("3.1.0");
    expect(description.paths["/v1/search"]).to.have.property("post");
  });

  it("counts what it does", async () => {
    const text = await (await get("/metrics")).text();
    expect(text).to.match(
      /kinodex_http_request_duration_seconds_count\{method="POST",route="\/v1\/search",status="200"\} \d/,
    );
    expect(text).to.match(/kinodex_jobs\{state="done"\} [1-9]/);
    expect(text).to.match(/kinodex_indexed_frames_total [1-9]/);
  });

  it("tells what a folder holds that it leaves out, by names that say nothing of other folders", async () => {
    const odd = join(videos, "odd");
    mkdirSync(odd);
    symlinkSync(join(folder, "outside.mp4"), join(odd, "nowhere.mp4"));
    writeFileSync(join(folder, "secret.mp4"), "");
    symlinkSync(join(folder, "secret.mp4"), join(odd, "out.mp4"));
    const isNamed = writeUnnamed(odd);
    const refused = await problemOf(await post("/v1/videos", { path: "videos/odd" }));
    expect(refused).to.include({ status: 422, code: "no-videos" });
    copyFileSync(join(videos, "broken.mp4"), join(odd, "read.mp4"));
    const { jobs, failed } = addedSchema.parse(await server.client.addPath("videos/odd"));
    expect(jobs.map(({ path }) => path)).to.deep.equal(["videos/odd/read.mp4"]);
    const names = ["videos/odd/nowhere.mp4", "videos/odd/out.mp4", ...(isNamed ? ["videos/odd/caf\\xE9.mp4"] : [])];
    expect(failed.map(({ path }) => path)).to.have.members(names);
    for (const { path, message } of failed) expect(message).to.contain(path).and.not.contain(folder);
    await Promise.all(jobs.map(({ jobId }) => waitForJob(server.client, jobId)));
    rmSync(odd, { recursive: true });
  });

  it("leaves nothing of an upload that is too large, or that no room is left for", async () => {
    const small = join(folder, "small");
    const limited = await startTestServer(small, { limits: { uploadBytes: 1000, uploadQuotaBytes: 1500 } });
    try {
      const send = (size: number) =>
        fetch(`${limited.url}/v1/videos/upload?name=a.mp4`, {
          method: "POST",
          headers: { "Content-Type": "video/mp4" },
          body: new Uint8Array(size),
        });
      expect(await problemOf(await send(1001))).to.include({ status: 413 });
      const chunked = await fetch(`${limited.url}/v1/videos/upload?name=a.mp4`, {
        method: "POST",
        headers: { "Content-Type": "video/mp4" },
        body: new Blob([new Uint8Array(5000)]).stream(),
        duplex: "half",
      });
      expect(await problemOf(chunked)).to.include({ status: 413 });
      writeFileSync(join(small, "uploads", "resumable", "other"), new Uint8Array(1000));
      expect(await problemOf(await send(900))).to.include({ status: 507, code: "quota" });
      expect(readdirSync(join(small, "uploads", "receiving"))).to.deep.equal([]);
      expect(existsSync(join(small, "uploads", "stored", "a.mp4"))).to.equal(false);
    } finally {
      await limited[Symbol.asyncDispose]();
    }
  });
});

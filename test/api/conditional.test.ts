import { expect } from "chai";
import { mkdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { problemSchema } from "../../src/api/problem.js";
import type { Video } from "../../src/client/client.js";
import { temporaryFolder } from "../media/renderClip.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("conditional requests", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const file = join(folder, "videos", "a #1 100% ünï?.mp4");
  let server: TestServer;
  let video: Video;
  let bytes: Buffer;

  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(`${server.url}${path}`, { method, headers });
  const stream = (headers: Record<string, string> = {}, method = "GET") =>
    ask(`/v1/videos/${video.videoId}/stream`, headers, method);
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  before(async () => {
    mkdirSync(join(folder, "videos"));
    renderVideo(file, 2);
    const changed = new Date("2024-05-01T10:00:00Z");
    utimesSync(file, changed, changed);
    bytes = readFileSync(file);
    server = await startTestServer(join(folder, "index"), { roots: [join(folder, "videos")] });
    const { jobs } = await server.client.addPath("videos");
    for (const { jobId } of jobs) await waitForJob(server.client, jobId);
    [video] = (await server.client.listVideos()).videos as [Video];
  });
  after(() => server[Symbol.asyncDispose]());

  describe("for a file", () => {
    it("are told its strong tag, its age and its length, by HEAD as by GET", async () => {
      const [got, head] = [await stream(), await stream({}, "HEAD")];
      expect((await bytesOf(got)).equals(bytes)).to.equal(true);
      expect(await head.text()).to.equal("");
      for (const name of ["etag", "last-modified", "content-length", "content-type", "accept-ranges", "cache-control"])
        expect(head.headers.get(name), name).to.equal(got.headers.get(name)).and.to.be.a("string");
      expect(got.headers.get("etag")).to.equal(`"${video.videoId}"`);
      expect(got.headers.get("last-modified")).to.equal(statSync(file).mtime.toUTCString());
      expect(got.headers.get("content-length")).to.equal(String(bytes.length));
    });

    it("are answered 304 where nothing has changed, with what a cache needs and nothing else", async () => {
      const etag = `"${video.videoId}"`;
      const conditions = [
        { "If-None-Match": etag },
        { "If-None-Match": `"other", W/${etag}` },
        { "If-None-Match": "*" },
        { "If-Modified-Since": new Date("2024-05-01T10:00:00Z").toUTCString() },
        { "If-Modified-Since": new Date("2024-06-01T10:00:00Z").toUTCString() },
      ];
      for (const condition of conditions)
        for (const method of ["GET", "HEAD"]) {
          const answer = await stream(condition, method);
          expect(answer.status, JSON.stringify(condition)).to.equal(304);
          expect(answer.headers.get("etag")).to.equal(etag);
          expect(answer.headers.get("cache-control")).to.equal("private, max-age=86400");
          for (const name of ["content-type", "content-length", "content-range"])
            expect(answer.headers.get(name), name).to.equal(null);
        }
    });

    it("get the whole file where something has, whichever condition says so", async () => {
      const old = new Date("2024-04-01T10:00:00Z").toUTCString();
      for (const condition of [
        { "If-None-Match": '"other"' },
        { "If-Modified-Since": old },
        { "If-None-Match": '"other"', "If-Modified-Since": new Date("2024-06-01T10:00:00Z").toUTCString() },
      ])
        expect((await stream(condition)).status, JSON.stringify(condition)).to.equal(200);
      expect((await stream({ "If-Match": '"other"' })).status).to.equal(412);
      expect((await stream({ "If-Unmodified-Since": old })).status).to.equal(412);
      expect((await stream({ "If-Match": `"${video.videoId}"` })).status).to.equal(200);
    });

    it("get the range that they ask for, and the whole where they ask for several or for none that is", async () => {
      const { length } = bytes;
      const ranges: readonly (readonly [string, number, number])[] = [
        ["bytes=0-0", 0, 0],
        ["bytes=100-199", 100, 199],
        ["bytes=100-", 100, length - 1],
        ["bytes=-100", length - 100, length - 1],
        [`bytes=0-${length + 50}`, 0, length - 1],
      ];
      for (const [header, start, end] of ranges) {
        const part = await stream({ Range: header });
        expect(part.status, header).to.equal(206);
        expect(part.headers.get("content-range")).to.equal(`bytes ${start}-${end}/${length}`);
        expect((await bytesOf(part)).equals(bytes.subarray(start, end + 1)), header).to.equal(true);
      }
      for (const header of ["bytes=0-1,5-6", "bytes=5-2", "bytes=", "lines=1-2"]) {
        const whole = await stream({ Range: header });
        expect([whole.status, (await bytesOf(whole)).length], header).to.deep.equal([200, length]);
      }
      for (const header of [`bytes=${length}-`, "bytes=-0"]) {
        const beyond = await stream({ Range: header });
        expect(beyond.status, header).to.equal(416);
        expect(beyond.headers.get("content-range")).to.equal(`bytes */${length}`);
        expect(problemSchema.parse(await beyond.json()).detail).to.contain(String(length));
      }
    });

    it("get a range only of the very file that they have a part of", async () => {
      const changed = statSync(file).mtime;
      const toStatus = async (ifRange: string) => (await stream({ Range: "bytes=0-9", "If-Range": ifRange })).status;
      expect(await toStatus(`"${video.videoId}"`)).to.equal(206);
      expect(await toStatus(changed.toUTCString())).to.equal(206);
      expect(await toStatus('"other"')).to.equal(200);
      expect(await toStatus(`W/"${video.videoId}"`), "weak tags are not compared").to.equal(200);
      expect(await toStatus(new Date(changed.getTime() - 60_000).toUTCString())).to.equal(200);
    });

    it("leave no file open when the caller goes", async () => {
      for (let n = 0; n < 20; n += 1)
        await new Promise<void>((resolve) => {
          const asked = request(`${server.url}/v1/videos/${video.videoId}/stream`, (response) => {
            response.destroy();
            resolve();
          });
          asked.on("error", () => {});
          asked.end();
        });
      expect((await stream()).status).to.equal(200);
    });
  });

  it("for what is read are answered by a weak tag, which changes with the answer", async () => {
    for (const path of [
      "/v1/videos",
      `/v1/videos/${video.videoId}`,
      `/v1/videos/${video.videoId}/captions.vtt?source=subtitle`,
      `/v1/videos/${video.videoId}/thumbnail?t=1`,
      "/v1/jobs",
      "/openapi.json",
    ]) {
      const first = await ask(path);
      const etag = first.headers.get("etag") ?? "";
      expect(etag, path).to.match(/^W\/".{10,}"$/);
      expect(first.headers.get("cache-control"), path).to.be.a("string");
      const again = await ask(path, { "If-None-Match": etag });
      expect([again.status, await again.text()], path).to.deep.equal([304, ""]);
      expect(again.headers.get("etag"), path).to.equal(etag);
      expect(again.headers.get("cache-control"), path).to.equal(first.headers.get("cache-control"));
      expect(again.headers.get("content-type"), path).to.equal(null);
      expect((await ask(path, { "If-None-Match": 'W/"other"' })).status, path).to.equal(200);
      const head = await ask(path, {}, "HEAD");
      expect(head.headers.get("etag"), path).to.equal(etag);
      expect(head.headers.get("content-length"), path).to.equal(first.headers.get("content-length"));
    }
    const before = (await ask("/v1/videos?limit=1")).headers.get("etag");
    expect((await ask("/v1/videos?limit=1&sort=name&name=none")).headers.get("etag")).not.to.equal(before);
  });

  it("say nothing of what is not to be kept", async () => {
    expect((await ask("/v1/session")).headers.get("cache-control")).to.equal("no-store");
    const missing = await ask(`/v1/videos/${"0".repeat(64)}`);
    expect(missing.headers.get("etag")).to.equal(null);
    expect(missing.headers.get("cache-control")).to.equal("no-store");
  });
});

import { expect } from "chai";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { problemSchema, type Problem } from "../../src/api/problem.js";
import { ProblemError } from "../../src/client/client.js";
import { packageRoot } from "../../src/core/paths.js";
import { temporaryFolder } from "../media/renderClip.js";
import { startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("what the server does for its pages", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const pages = join(folder, "pages");
  let server: TestServer;

  before(async () => {
    mkdirSync(join(pages, "assets"), { recursive: true });
    writeFileSync(join(pages, "index.html"), "<!doctype html><title>pages</title>");
    writeFileSync(join(pages, "assets", "index-AbCd1234.js"), "export {};");
    server = await startTestServer(join(folder, "index"), { pages, roots: [folder] });
  });
  after(() => server[Symbol.asyncDispose]());

  const get = (path: string, accept = "text/html,application/xhtml+xml,*/*;q=0.8") =>
    fetch(server.url + path, { headers: { Accept: accept } });
  const problemOf = async (response: Response): Promise<Problem> => problemSchema.parse(await response.json());

  it("serves one document for the address of each page, which is asked for anew every time", async () => {
    for (const path of [
      "/",
      "/?q=a%20dog",
      "/ask",
      "/judge",
      "/library",
      "/collections",
      `/videos/${"0".repeat(64)}?t=3`,
    ]) {
      const response = await get(path);
      expect(response.status, path).to.equal(200);
      expect(response.headers.get("content-type"), path).to.contain("text/html");
      expect(response.headers.get("cache-control"), path).to.equal("no-cache");
      expect(response.headers.get("content-security-policy"), path).to.contain("script-src 'self'");
      expect(await response.text(), path).to.contain("<title>pages</title>");
    }
  });

  it("lets what its name identifies be kept for good", async () => {
    const response = await get("/assets/index-AbCd1234.js", "*/*");
    expect(response.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).to.contain("javascript");
  });

  it("shows people a page that says so where there is nothing, and programs a problem", async () => {
    const shown = await get("/nowhere");
    expect(shown.status).to.equal(404);
    expect(await shown.text()).to.contain("<title>pages</title>");
    for (const response of [
      await get("/nowhere", "application/json"),
      await get("/v1/nowhere"),
      await get("/assets/gone.js"),
      await get("/assets/%2e%2e%2f%2e%2e%2findex.html"),
      await fetch(`${server.url}/nowhere`, { method: "POST", headers: { Accept: "text/html" } }),
    ])
      expect(await problemOf(response))
        .to.have.property("status")
        .that.is.oneOf([403, 404]);
  });

  it("says what to do where the pages are not built", async () => {
    const bare = await startTestServer(join(folder, "bare"));
    try {
      for (const path of ["/", "/docs"]) {
        const response = await fetch(bare.url + path, { headers: { Accept: "text/html" } });
        expect(await problemOf(response)).to.include({ status: 404, code: "no-pages" });
      }
    } finally {
      await bare[Symbol.asyncDispose]();
    }
  });

  it("tells where a query cannot be read, and how to write it", async () => {
    const query = "a dog runs then (a cat";
    const refusal = await server.client.search({ query }).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProblemError);
    const { status, errors = [] } = (refusal as ProblemError).problem;
    expect(status).to.equal(400);
    const [fault] = errors;
    expect(query.slice(fault?.startOffset, fault?.endOffset)).to.equal("(");
    expect(fault?.message).to.contain("parenthesis");
    expect(fault?.example).to.be.a("string");
  });

  it("names the folders that videos may be added from, without their place", async () => {
    const [name = ""] = await server.client.roots();
    expect(folder.endsWith(`/${name}`)).to.equal(true);
    expect(name).not.to.contain("/");
  });

  it("gives the bytes of a clip to a page that saves it", async () => {
    const file = readFileSync(join(packageRoot, "samples", "balloon.mp4"));
    const job = await server.client.upload(new Blob([file]), "balloon.mp4");
    const { result } = await waitForJob(server.client, job.jobId);
    const clip = await server.client.clip(result?.videoId ?? "", { startSeconds: 1, endSeconds: 2 });
    expect(Buffer.from(await clip.arrayBuffer()).toString("latin1", 4, 8)).to.equal("ftyp");
    await server.client.probeStream(result?.videoId ?? "");
    const missing = await server.client.probeStream("0".repeat(64)).catch((error: unknown) => error);
    expect(missing).to.have.nested.property("problem.status", 404);
  });
});

describe("the client, sending a file in parts", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const file = new Blob([readFileSync(join(packageRoot, "samples", "balloon.mp4"))]);
  let server: TestServer;
  before(async () => {
    server = await startTestServer(join(folder, "index"));
  });
  after(() => server[Symbol.asyncDispose]());

  it("sends each byte once, tells how far it is, and gives the job", async () => {
    const told: number[] = [];
    const jobId = await server.client.uploadResumably(file, "über.mp4", {
      partBytes: 50_000,
      onProgress: (sentBytes) => told.push(sentBytes),
    });
    expect(told.toSorted((a, b) => a - b)).to.deep.equal(told);
    expect(told[0]).to.equal(0);
    expect(told.at(-1)).to.equal(file.size);
    const { result, path } = await waitForJob(server.client, jobId);
    expect(path).to.match(/über\.mp4$/);
    expect((await server.client.video(result?.videoId ?? "")).sizeBytes).to.equal(file.size);
  });

  it("goes on in another client where the first one stopped", async () => {
    const abort = new AbortController();
    let location = "";
    const first = server.client.uploadResumably(file, "later.mp4", {
      partBytes: 20_000,
      signal: abort.signal,
      onCreated: (created) => (location = created),
      onProgress: (sentBytes) => sentBytes > 0 && abort.abort(),
    });
    expect(await first.catch((error: unknown) => error)).to.be.instanceOf(DOMException);
    const told: number[] = [];
    const jobId = await server.client.uploadResumably(file, "later.mp4", {
      location,
      onProgress: (sentBytes) => told.push(sentBytes),
    });
    expect(told[0]).to.be.at.least(20_000);
    expect(await waitForJob(server.client, jobId)).to.have.nested.property("state", "done");
  });

  it("begins anew where the server has forgotten an upload, and ends with what it refuses for good", async () => {
    const jobId = await server.client.uploadResumably(file, "again.mp4", { location: "/v1/uploads/0123456789abcdef" });
    expect(await waitForJob(server.client, jobId)).to.have.property("state", "done");
    const refusal = await server.client.uploadResumably(new Blob([]), "nothing.mp4").catch((error: unknown) => error);
    expect(refusal).to.have.nested.property("problem.status", 400);
  });
});

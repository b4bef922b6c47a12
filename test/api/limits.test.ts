import { expect } from "chai";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { Agent, request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { problemSchema, type Problem } from "../../src/api/problem.js";
import type { Limits } from "../../src/api/settings.js";
import { createClient } from "../../src/client/client.js";
import { temporaryFolder } from "../media/renderClip.js";
import { startTestServer, type TestServer } from "./testServer.js";

const gibibyte = 2 ** 30;

interface Refusal {
  readonly problem: Problem;
  readonly retryAfter: string | null;
}

async function toRefusal(response: Response): Promise<Refusal> {
  expect(response.headers.get("content-type")).to.equal("application/problem+json");
  return { problem: problemSchema.parse(await response.json()), retryAfter: response.headers.get("retry-after") };
}

/** Says that a body of some length comes, and sends none of it. */
async function claimUpload(url: string, sizeBytes: number): Promise<number | undefined> {
  const headers = { "Content-Type": "video/mp4", "Content-Length": sizeBytes };
  const upload = request(`${url}/v1/videos/upload?name=a.mp4`, { method: "POST", agent: false, headers });
  upload.on("error", () => {});
  upload.flushHeaders();
  const [response] = (await once(upload, "response")) as [{ readonly statusCode?: number }];
  upload.destroy();
  return response.statusCode;
}

/** Writes `text` to a bare socket and gives what comes back until the server closes it. */
async function talk(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("the limits of a server", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let servers = 0;
  const withServer = async (
    changes: Parameters<typeof startTestServer>[1],
    work: (server: TestServer, index: string) => Promise<void>,
  ): Promise<void> => {
    const index = join(folder, `index-${(servers += 1)}`);
    const server = await startTestServer(index, changes);
    try {
      await work(server, index);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  };
  const withLimits = (limits: Partial<Limits>, work: (server: TestServer, index: string) => Promise<void>) =>
    withServer({ limits }, work);

  it("hold each key to its own rate, and say when to come again", async () => {
    const changes = { requireKey: true, limits: { requestsPerSecond: 0.5, requestBurst: 5 } };
    const index = join(folder, "keys");
    const made = await startTestServer(index);
    const [busy, other] = ["busy", "other"].map((name) => made.context.keys.create(name, "read").key);
    await made[Symbol.asyncDispose]();
    const server = await startTestServer(index, changes);
    const ask = (key = "") => fetch(`${server.url}/v1/videos`, { headers: { Authorization: `Bearer ${key}` } });
    for (let n = 0; n < 5; n += 1) expect((await ask(busy)).status).to.equal(200);
    const { problem, retryAfter } = await toRefusal(await ask(busy));
    expect(problem).to.include({ status: 429, code: "too-many-requests" });
    expect(Number(retryAfter)).to.be.within(1, 2);
    expect((await ask(other)).status).to.equal(200);
    expect((await ask("kdx_guess")).status).to.equal(401);
    await server[Symbol.asyncDispose]();
  });

  it("close a connection whose headers or body come too slowly", async () => {
    await withLimits({ headersTimeoutMs: 200, requestTimeoutMs: 400 }, async ({ url }) => {
      const [slowHeaders, slowBody] = await Promise.all([
        talk(url, "GET /livez HTTP/1.1\r\nHost: localhost\r\nX: "),
        talk(
          url,
          "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
        ),
      ]);
      expect(slowHeaders).to.match(/^HTTP\/1\.1 408 [\s\S]+"code":"timeout"/);
      expect(slowBody).to.match(/^HTTP\/1\.1 408 /);
      expect((await fetch(`${url}/livez`)).status).to.equal(200);
    });
  });

  it("close a connection on which nothing moves", async () => {
    await withLimits({ idleTimeoutMs: 200 }, async ({ url }) => {
      expect(await talk(url, "")).to.equal("");
    });
  });

  it("refuse a claimed length before any of it is sent, and leave nothing behind", async () => {
    await withLimits({ uploadBytes: 16 * gibibyte, uploadQuotaBytes: 8 * gibibyte }, async ({ url }, index) => {
      expect(await claimUpload(url, 17 * gibibyte)).to.equal(413);
      expect(await claimUpload(url, 9 * gibibyte)).to.equal(507);
      const create = (length: number) =>
        fetch(`${url}/v1/uploads`, {
          method: "POST",
          headers: { "Tus-Resumable": "1.0.0", "Upload-Length": String(length) },
        });
      expect((await toRefusal(await create(17 * gibibyte))).problem.status).to.equal(413);
      expect((await toRefusal(await create(9 * gibibyte))).problem).to.include({ status: 507 });
      for (const name of ["receiving", "resumable", "stored"])
        expect(readdirSync(join(index, "uploads", name)), name).to.deep.equal([]);
    });
  });

  it("keep some of the disk free", async () => {
    await withLimits({ freeBytes: Number.MAX_SAFE_INTEGER }, async ({ url }) => {
      expect(await claimUpload(url, 1)).to.equal(507);
    });
  });

  it("refuse searches that would wait too long, and say when to come again", async () => {
    await withLimits({ searchesAtOnce: 1, searchesWaiting: 2 }, async ({ url, context }) => {
      const { searchGate } = context;
      let finish = () => {};
      const long = searchGate.run(() => new Promise<void>((resolve) => (finish = resolve)), context.shutdown);
      const client = createClient({ url });
      const waiting = [1, 2].map(() => client.search({ query: "a dog" }));
      while (searchGate.waiting < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify({ query: "a dog" });
      const { problem, retryAfter } = await toRefusal(
        await fetch(`${url}/v1/search`, { method: "POST", headers, body }),
      );
      expect(problem).to.include({ status: 503, code: "overloaded" });
      expect(retryAfter).to.equal("1");
      finish();
      await long;
      for (const answer of await Promise.all(waiting)) expect(answer).to.include({ answered: false });
    });
  });

  it("leave a connection of use whose last body was refused unread", async () => {
    await withLimits({}, async ({ url }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const send = async (method: string, path: string, body?: Buffer) => {
        const sent = request(`${url}${path}`, { method, agent, headers: { "Tus-Resumable": "1.0.0" } });
        sent.end(body);
        const [response] = (await once(sent, "response")) as [IncomingMessage];
        response.resume();
        await once(response, "end");
        return response.statusCode;
      };
      for (const [method, path] of [
        ["PATCH", "/v1/uploads/none"],
        ["POST", "/v1/uploads"],
        ["POST", "/v1/videos/upload?name=a.mp4"],
        ["PUT", "/v1/videos"],
      ] as const) {
        expect(await send(method, path, Buffer.alloc(400_000)), path).to.be.within(400, 499);
        expect(await send("GET", "/livez")).to.equal(200);
      }
      agent.destroy();
    });
  });

  it("bound event streams", async () => {
    await withLimits({ eventStreams: 1 }, async ({ url }) => {
      const leave = new AbortController();
      const first = await fetch(`${url}/v1/jobs/events`, { signal: leave.signal });
      expect(first.status).to.equal(200);
      const { problem, retryAfter } = await toRefusal(await fetch(`${url}/v1/jobs/events`));
      expect(problem.status).to.equal(503);
      expect(retryAfter).to.equal("10");
      leave.abort();
    });
  });

  it("bound the depth and the length of JSON", async () => {
    await withLimits({ jsonBytes: 1000, jsonDepth: 4 }, async ({ url }) => {
      const client = createClient({ url });
      const failure = (query: unknown) => client.search({ query: query as string }).catch((error: unknown) => error);
      expect(await failure("x".repeat(1000))).to.have.nested.property("problem.status", 413);
      const deep = [[[[["x"]]]]];
      expect(await failure(deep)).to.have.nested.property("problem.code", "too-deep");
    });
  });
});

import { expect } from "chai";
import { join } from "node:path";
import { problemSchema } from "../../src/api/problem.js";
import { readOrigin } from "../../src/api/security/allowOrigins.js";
import { temporaryFolder } from "../media/renderClip.js";
import { failureOf } from "../store/fixtures.js";
import { startTestServer, type TestServer } from "./testServer.js";

const editor = "https://editor.example";

describe("pages of other origins", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let server: TestServer;
  let key: string;

  interface Ask {
    readonly origin?: string;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }
  const ask = (path: string, { origin = editor, headers = {}, ...init }: Ask = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { ...headers, Origin: origin } });
  const preflight = (path: string, method: string, headers?: string, origin = editor) =>
    ask(path, {
      method: "OPTIONS",
      origin,
      headers: {
        "Access-Control-Request-Method": method,
        ...(headers === undefined ? {} : { "Access-Control-Request-Headers": headers }),
      },
    });

  before(async () => {
    const index = join(folder, "index");
    const first = await startTestServer(index);
    ({ key } = first.context.keys.create("editor", "ingest"));
    await first[Symbol.asyncDispose]();
    const changes = { requireKey: true, allowOrigins: [editor, "http://localhost:3000"] };
    server = await startTestServer(index, changes);
  });
  after(() => server[Symbol.asyncDispose]());

  it("are told what they may send before they send it, without a key", async () => {
    for (const [path, method] of [
      ["/v1/search", "POST"],
      ["/v1/videos", "GET"],
      [`/v1/videos/${"0".repeat(64)}`, "DELETE"],
      ["/v1/uploads/one", "PATCH"],
    ] as const) {
      const answer = await preflight(path, method, "authorization,content-type,range,tus-resumable,upload-offset");
      expect(answer.status, path).to.equal(204);
      expect(await answer.text()).to.equal("");
      const { headers } = answer;
      expect(headers.get("access-control-allow-origin")).to.equal(editor);
      expect(headers.get("access-control-allow-methods")?.split(",")).to.include(method);
      const allowed = headers.get("access-control-allow-headers")?.toLowerCase().split(",") ?? [];
      expect(allowed).to.include.members(["authorization", "content-type", "range", "tus-resumable", "upload-offset"]);
      expect(Number(headers.get("access-control-max-age"))).to.be.above(0);
      expect(headers.get("vary")).to.match(/origin/i);
      expect(headers.get("access-control-allow-credentials")).to.equal(null);
    }
  });

  it("read answers and problems, of uploads too, and the headers that tell more", async () => {
    const headers = { Authorization: `Bearer ${key}` };
    const answers = [
      await ask("/v1/videos", { headers }),
      await ask("/v1/videos"),
      await ask("/v1/nothing"),
      await ask("/openapi.json", { origin: "http://localhost:3000" }),
      await ask("/v1/uploads/none", { method: "HEAD", headers: { ...headers, "Tus-Resumable": "1.0.0" } }),
      await ask("/v1/uploads", {
        method: "POST",
        headers: { ...headers, "Tus-Resumable": "1.0.0", "Upload-Length": "9" },
      }),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 401, 404, 200, 404, 201]);
    for (const answer of answers) {
      const origin = answer.url.endsWith("openapi.json") ? "http://localhost:3000" : editor;
      expect(answer.headers.get("access-control-allow-origin"), answer.url).to.equal(origin);
      const exposed = answer.headers.get("access-control-expose-headers") ?? "";
      expect(exposed)
        .to.match(/ETag/)
        .and.to.match(/Kinodex-Job/)
        .and.to.match(/Upload-Offset/);
      expect(answer.headers.get("vary")).to.match(/origin/i);
    }
  });

  it("are refused where they are not named, also before they send anything", async () => {
    for (const origin of [
      "https://elsewhere.example",
      "http://editor.example",
      `${editor}.elsewhere.example`,
      "null",
    ]) {
      for (const refused of [
        await ask("/v1/videos", { origin }),
        await preflight("/v1/videos", "GET", undefined, origin),
      ]) {
        expect(refused.status, origin).to.equal(403);
        expect(refused.headers.get("access-control-allow-origin")).to.equal(null);
        expect(problemSchema.parse(await refused.json()).code).to.equal("cross-origin");
      }
    }
  });

  it("change nothing for the server's own pages and for programs", async () => {
    const own = await fetch(`${server.url}/livez`, { headers: { Origin: server.url } });
    expect(own.status).to.equal(200);
    expect(own.headers.get("access-control-allow-origin")).to.equal(null);
    const program = await fetch(`${server.url}/livez`);
    expect(program.headers.get("vary"), "a cache must keep them apart").to.match(/origin/i);
    const what = await fetch(`${server.url}/v1/videos`, { method: "OPTIONS" });
    expect(what.headers.get("allow")).to.contain("POST");
    const tus = await ask("/v1/uploads", { method: "OPTIONS", headers: { Authorization: `Bearer ${key}` } });
    expect(tus.headers.get("tus-version")).to.equal("1.0.0");
  });

  it("are off unless an origin is named", async () => {
    const closed = await startTestServer(join(folder, "closed"));
    const refused = await fetch(`${closed.url}/livez`, { headers: { Origin: editor } });
    expect(refused.status).to.equal(403);
    expect((await fetch(`${closed.url}/livez`)).headers.get("vary")).to.equal(null);
    await closed[Symbol.asyncDispose]();
  });

  it("are named by origins and nothing else", async () => {
    expect(readOrigin("https://Editor.Example")).to.equal(editor);
    expect(readOrigin("http://localhost:3000/")).to.equal("http://localhost:3000");
    expect(readOrigin("https://editor.example:443")).to.equal(editor);
    for (const text of [
      "*",
      "editor.example",
      "https://*.example",
      "https://editor.example/app",
      "file:///x",
      "https://a@b",
    ])
      expect(await failureOf(() => readOrigin(text)), text)
        .to.have.property("message")
        .that.includes(text);
  });
});

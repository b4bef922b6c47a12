import { createHash } from "node:crypto";
import { request as open } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../src/core/paths.js";
import type { Fault } from "./hubFaults.js";
import { openHub, type Hub, type HubOptions } from "./hubServer.js";

const graph = Buffer.from("a graph, which the hub keeps beside git");
const config = Buffer.from('{"model_type": "clip"}');
const files = {
  "README.md": Buffer.from("---\nlicense: mit\n---\n# A model\n"),
  "config.json": config,
  "onnx/vision_model.onnx": graph,
};
const repository = "double/invented";
const repositories = { [repository]: files };

interface Description {
  readonly sha: string;
  readonly cardData: { readonly license: string };
  readonly siblings: readonly {
    readonly rfilename: string;
    readonly size?: number;
    readonly blobId?: string;
    readonly lfs?: { readonly sha256: string; readonly size: number };
  }[];
}

const describeModel = async (hub: Hub, rest = "?blobs=true") => {
  const response = await fetch(`${hub.endpoint}/api/models/${repository}${rest}`);
  return (await response.json()) as Description;
};
const fileOf = (hub: Hub, path: string, headers: Record<string, string> = {}, revision = "main") =>
  fetch(`${hub.endpoint}/${repository}/resolve/${revision}/${path}`, { headers });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe("a hub for tests", () => {
  it("serves the doubles from their folder", async () => {
    await using hub = await openHub({ folder: join(packageRoot, "test", "doubles", "hub") });
    const response = await fetch(`${hub.endpoint}/api/models/double/external?blobs=true`);
    const { siblings, cardData } = (await response.json()) as Description;
    expect(cardData.license).to.equal("mit");
    expect(siblings.filter(({ lfs }) => lfs).map(({ rfilename }) => rfilename)).to.have.members([
      "onnx/text_model.onnx",
      "onnx/vision_model.onnx",
      "onnx/vision_model.onnx_data",
    ]);
  });

  it("states sizes and digests of files as the hub does, and only where blobs are asked for", async () => {
    await using hub = await openHub({ repositories });
    const { sha, siblings } = await describeModel(hub);
    const [, small, large] = siblings;
    expect(sha).to.match(/^[0-9a-f]{40}$/);
    expect(small).to.deep.equal({
      rfilename: "config.json",
      size: config.length,
      blobId: createHash("sha1").update(`blob ${config.length}\0`).update(config).digest("hex"),
    });
    expect(large?.lfs).to.include({ sha256: createHash("sha256").update(graph).digest("hex"), size: graph.length });
    expect((await describeModel(hub, `/revision/${sha.slice(0, 8)}`)).siblings).to.deep.include({
      rfilename: "config.json",
    });
  });

  it("serves small files itself and large ones from another port, which gets no token", async () => {
    await using hub = await openHub({ repositories });
    const small = await fileOf(hub, "config.json");
    expect(small.headers.get("x-repo-commit")).to.equal((await describeModel(hub)).sha);
    const large = await fileOf(hub, "onnx/vision_model.onnx", { authorization: "Bearer secret" });
    expect(await bytesOf(large)).to.deep.equal(graph);
    expect(new URL(large.url).origin).to.equal(hub.cdn);
    expect(hub.requests.slice(-2).map(({ host, hasToken }) => ({ host, hasToken }))).to.deep.equal([
      { host: "hub", hasToken: true },
      { host: "cdn", hasToken: false },
    ]);
  });

  it("serves parts of both, and refuses parts behind the end", async () => {
    await using hub = await openHub({ repositories });
    for (const [path, whole] of Object.entries({ "config.json": config, "onnx/vision_model.onnx": graph })) {
      const rest = await fileOf(hub, path, { range: "bytes=10-" });
      expect(rest.status).to.equal(206);
      expect(rest.headers.get("content-range")).to.equal(`bytes 10-${whole.length - 1}/${whole.length}`);
      expect(await bytesOf(rest)).to.deep.equal(whole.subarray(10));
      expect(await bytesOf(await fileOf(hub, path, { range: "bytes=2-5" }))).to.deep.equal(whole.subarray(2, 6));
      expect((await fileOf(hub, path, { range: `bytes=${whole.length}-` })).status).to.equal(416);
    }
    expect(hub.requests.at(-1)?.range).to.equal(`bytes=${graph.length}-`);
  });

  it("keeps earlier commits when its branch moves, in the middle of a pull too", async () => {
    await using hub: Hub = await openHub({
      repositories,
      onRequest({ path }) {
        if (path.includes("/resolve/")) hub.commit(repository, { "config.json": Buffer.from("{}") });
      },
    });
    const { sha } = await describeModel(hub);
    expect(await (await fileOf(hub, "config.json")).text()).to.equal("{}");
    expect(await bytesOf(await fileOf(hub, "config.json", {}, sha))).to.deep.equal(config);
    expect((await describeModel(hub)).sha).not.to.equal(sha);
  });

  it("tells who may ask, and what is not there", async () => {
    await using hub = await openHub({ repositories, token: "secret" });
    const authorization = "Bearer secret";
    expect((await fileOf(hub, "config.json")).status).to.equal(401);
    expect((await fileOf(hub, "config.json", { authorization })).status).to.equal(200);
    const absent = async (response: Promise<Response>) => (await response).headers.get("x-error-code");
    expect(await absent(fileOf(hub, "absent.json", { authorization }))).to.equal("EntryNotFound");
    expect(await absent(fileOf(hub, "config.json", { authorization }, "v9"))).to.equal("RevisionNotFound");
    expect(await absent(fetch(`${hub.endpoint}/api/models/a/b`, { headers: { authorization } }))).to.equal(
      "RepoNotFound",
    );
    await using open_ = await openHub({ repositories });
    expect((await fetch(`${open_.endpoint}/api/models/a/b`)).status).to.equal(401);
  });

  it("states no digests where it is told so", async () => {
    await using hub = await openHub({ repositories, withoutDigests: true });
    expect((await describeModel(hub)).siblings[2]).to.deep.equal({
      rfilename: "onnx/vision_model.onnx",
      size: graph.length,
    });
    const file = await fileOf(hub, "onnx/vision_model.onnx");
    expect(file.headers.has("etag")).to.equal(false);
    expect(await bytesOf(file)).to.deep.equal(graph);
  });

  it("serves names as they are, whatever they say", async () => {
    const names = ["../../outside.onnx", "/etc/outside.json", "a/../../b.json", "a\\..\\b.json", "nul\0.json"];
    const hostile = Object.fromEntries(names.map((name) => [name, Buffer.from(name)]));
    await using hub = await openHub({ repositories: { [repository]: hostile } });
    expect((await describeModel(hub)).siblings.map(({ rfilename }) => rfilename)).to.deep.equal(names);
    for (const name of names) {
      expect(await (await fileOf(hub, encodeURIComponent(name))).text()).to.equal(name);
    }
  });
});

describe("a hub where something goes wrong", () => {
  const large = "onnx/vision_model.onnx";
  const openWith = (fault: Fault, options: HubOptions = {}) => openHub({ repositories, faults: [fault], ...options });

  it("refuses the first requests and serves later ones", async () => {
    await using hub = await openWith({ path: /config/, kind: "status", status: 429, retryAfterSeconds: 7, times: 2 });
    const refused = await fileOf(hub, "config.json");
    expect(refused.status).to.equal(429);
    expect(refused.headers.get("retry-after")).to.equal("7");
    expect((await fileOf(hub, "README.md")).status).to.equal(200);
    expect((await fileOf(hub, "config.json")).status).to.equal(429);
    expect((await fileOf(hub, "config.json")).status).to.equal(200);
  });

  it("says of a gated repository that it is one", async () => {
    await using hub = await openWith({ path: /config/, kind: "status", status: 403 });
    const refused = await fileOf(hub, "config.json");
    expect(refused.status).to.equal(403);
    expect(refused.headers.get("x-error-code")).to.equal("GatedRepo");
  });

  it("fails on the one host or the other", async () => {
    await using hub = await openWith({ path: /onnx/, host: "cdn", kind: "status", status: 503 });
    const failed = await fileOf(hub, large);
    expect(failed.status).to.equal(503);
    expect(new URL(failed.url).origin).to.equal(hub.cdn);
  });

  it("sends less, more or other bytes than it states", async () => {
    await using hub = await openHub({ repositories });
    const arrive = async (fault: Fault) => {
      hub.faults.splice(0, 1, fault);
      return bytesOf(await fileOf(hub, large));
    };
    expect(await arrive({ path: /onnx/, kind: "short", bytes: 5 })).to.deep.equal(graph.subarray(0, 5));
    expect(await arrive({ path: /onnx/, kind: "long", bytes: 5 })).to.have.length(graph.length + 5);
    const wrong = await arrive({ path: /onnx/, kind: "wrong" });
    expect(wrong).to.have.length(graph.length);
    expect(wrong.equals(graph)).to.equal(false);
  });

  it("answers with a page of HTML", async () => {
    await using hub = await openWith({ path: /^\/api/, kind: "garbage" });
    const response = await fetch(`${hub.endpoint}/api/models/${repository}`);
    expect(response.status).to.equal(200);
    expect(await response.text()).to.match(/^<!doctype html>/);
  });

  it("breaks the connection after some bytes, so that the rest can be asked for", async () => {
    await using hub = await openHub({ repositories });
    const { url } = await fileOf(hub, large);
    hub.faults.push({ path: /onnx/, kind: "cut", afterBytes: 12, times: 1 });
    const arrived = await new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = [];
      open(url, (response) => {
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", () => resolve(Buffer.concat(chunks)));
      }).end();
    });
    expect(arrived).to.deep.equal(graph.subarray(0, 12));
    const rest = await fileOf(hub, large, { range: "bytes=12-" });
    expect(Buffer.concat([arrived, await bytesOf(rest)])).to.deep.equal(graph);
  });

  it("is slow", async () => {
    await using hub = await openWith({ path: /onnx/, kind: "slow", bytesPerSecond: 100 });
    const started = performance.now();
    expect(await bytesOf(await fileOf(hub, large))).to.deep.equal(graph);
    expect(performance.now() - started).to.be.greaterThan(250);
  });

  it("is silent, and can be closed all the same", async () => {
    const hub = await openWith({ path: /config/, kind: "silent" });
    const asked = fileOf(hub, "config.json").then(
      () => "answered",
      () => "closed",
    );
    while (hub.requests.length === 0) await new Promise(setImmediate);
    await hub[Symbol.asyncDispose]();
    expect(await asked).to.equal("closed");
  });
});

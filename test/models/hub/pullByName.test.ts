import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../src/core/paths.js";
import type { FileProgress } from "../../../src/models/hub/fetchFile.js";
import { pullModel, type PullOptions, type PullPlan } from "../../../src/models/hub/pull.js";
import { openModel } from "../../../src/models/openModel.js";
import type { Fault } from "./hubFaults.js";
import { readRepositories, type RepositoryFiles } from "./hubRepositories.js";
import { openHub, type Hub, type HubOptions } from "./hubServer.js";

const doubles = join(packageRoot, "test/doubles/hub");
const patience = { maxSilenceMs: 300, maxTries: 3, firstWaitMs: 1 };
const names = ["HF_ENDPOINT", "HF_TOKEN", "HF_HUB_OFFLINE", "KINODEX_MODELS"] as const;

describe("pulling a model by its name", () => {
  const before = names.map((name) => [name, process.env[name]] as const);
  let folder: string;
  let hub: Hub;

  const serve = async (options: HubOptions = { folder: doubles }) => {
    await (hub as Hub | undefined)?.[Symbol.asyncDispose]();
    hub = await openHub(options);
    process.env["HF_ENDPOINT"] = hub.endpoint;
  };
  const pull = (name = "double/clip", options: PullOptions = {}) => pullModel(name, { patience, ...options });
  const errorOf = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail("it was done"),
      (reason: unknown) => reason as Error,
    );
  const goWrong = (...faults: Fault[]) => hub.faults.push(...faults);
  const pathsIn = (at: string) =>
    readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
      .sort();
  const lockOf = (id: string) =>
    JSON.parse(readFileSync(join(folder, id, "lock.json"), "utf8")) as {
      revision: string;
      files: Record<string, { sha256?: string }>;
    };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kinodex-hub-"));
    for (const name of names) delete process.env[name];
    process.env["KINODEX_MODELS"] = folder;
    await serve();
  });

  afterEach(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await hub[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("fetches what the model needs and nothing else, and the model runs", async () => {
    const report = await pull("double/clip", { precision: "fp32" });
    expect(report).to.deep.include({ id: "double/clip", outcome: "downloaded" });
    expect(pathsIn(join(folder, "double/clip"))).to.deep.equal([
      "config.json",
      "lock.json",
      "manifest.json",
      "onnx/text_model.onnx",
      "onnx/vision_model.onnx",
      "preprocessor_config.json",
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    await using model = await openModel("double/clip", { providers: ["cpu"], intraOpThreads: 1 });
    expect(await (await model.open("text")).encode(["a dog"])).to.have.length(1);
  });

  it("asks nobody for what is here", async () => {
    await pull();
    const asked = hub.requests.length;
    expect((await pull()).outcome).to.equal("present");
    expect(hub.requests).to.have.length(asked);
  });

  it("chooses 8-bit weights where there are some, else whole ones, and says so", async () => {
    const plans: PullPlan[] = [];
    for (const name of ["double/clip", "double/siglip"]) await pull(name, { onPlan: (plan) => plans.push(plan) });
    expect(plans.map(({ precision }) => precision)).to.deep.equal(["q8", "fp32"]);
    expect((await errorOf(pull("double/siglip", { precision: "fp16" }))).message).to.match(
      /no graphs in fp16: choose fp32/,
    );
  });

  it("takes weights that lie beside their graph", async () => {
    await pull("double/external");
    await using model = await openModel("double/external", { providers: ["cpu"], intraOpThreads: 1 });
    await model.open("image");
    expect(pathsIn(join(folder, "double/external"))).to.include("onnx/vision_model.onnx_data");
  });

  it("gives the token to the hub and to nobody to whom it redirects", async () => {
    await serve({ folder: doubles, token: "secret" });
    process.env["HF_TOKEN"] = "secret";
    await pull();
    const told = hub.requests.map(({ host, hasToken }) => `${host} ${hasToken}`);
    expect(new Set(told)).to.deep.equal(new Set(["hub true", "cdn false"]));
  });

  it("goes on with the commit that it began with, after its branch has moved", async () => {
    goWrong(
      { path: /vision_model/, kind: "cut", afterBytes: 1000, times: 4 },
      { path: /vision_model/, kind: "cut", afterBytes: 0 },
    );
    await errorOf(pull());
    const { revision } = lockOf("double/clip");
    hub.faults.length = 0;
    hub.commit("double/clip", { "config.json": Buffer.from("{}") });
    await pull();
    expect(lockOf("double/clip").revision).to.equal(revision);
    const ranges = hub.requests.filter(({ path, range }) => /vision_model/.test(path) && range !== undefined);
    expect(ranges).to.not.be.empty;
  });

  it("fetches another commit when it is named", async () => {
    await pull();
    const { revision } = lockOf("double/clip");
    const sha = hub.commit("double/clip", readRepositories(doubles).get("double/siglip") as RepositoryFiles);
    await pull(`double/clip@${sha}`);
    expect(lockOf("double/clip").revision).to.equal(sha).and.not.equal(revision);
  });

  it("locks the digests of the first download where none are stated", async () => {
    await serve({ folder: doubles, withoutDigests: true });
    await pull();
    const digests = Object.values(lockOf("double/clip").files).map(({ sha256 }) => sha256);
    for (const digest of digests) expect(digest).to.match(/^[0-9a-f]{64}$/);
  });

  const passing: [string, Fault][] = [
    ["asks it to wait", { path: /./, kind: "status", status: 429, retryAfterSeconds: 0, times: 2 }],
    ["fails for a moment", { path: /./, kind: "status", status: 503, times: 2 }],
    ["breaks off a file", { path: /text_model/, kind: "cut", afterBytes: 3000, times: 2 }],
    ["ends a file early", { path: /text_model/, kind: "short", bytes: 3000, times: 1 }],
    ["falls silent", { path: /tokenizer/, kind: "silent", times: 1 }],
    ["breaks off its list of files", { path: /api/, kind: "cut", afterBytes: 100, times: 2 }],
    ["breaks off before anything comes", { path: /tokenizer/, kind: "cut", afterBytes: 0, times: 2 }],
    ["is slow", { path: /tokenizer_config/, kind: "slow", bytesPerSecond: 2000 }],
  ];
  for (const [what, fault] of passing) {
    it(`gets through when the server ${what}`, async () => {
      goWrong(fault);
      await pull();
      await using model = await openModel("double/clip", { providers: ["cpu"], intraOpThreads: 1 });
      await model.open("text");
    });
  }

  const failing: [string, Fault, RegExp][] = [
    ["has no such model", { path: /api/, kind: "status", status: 404 }, /has no double\/clip at revision "main"/],
    ["wants to know who asks", { path: /api/, kind: "status", status: 401 }, /\$HF_TOKEN/],
    ["keeps the model for some", { path: /resolve/, kind: "status", status: 403 }, /ask for access/],
    ["is down", { path: /./, kind: "status", status: 500 }, /answers 500.*later/],
    ["is silent", { path: /./, kind: "silent" }, /does not answer/],
    ["answers nonsense", { path: /api/, kind: "garbage" }, /nonsense.*no JSON.*HF_ENDPOINT/],
    [
      "sends other bytes",
      { path: /vision_model/, host: "cdn", kind: "wrong" },
      /SHA-256 is [0-9a-f]+, the repository states/,
    ],
    ["sends other settings", { path: /config\.json/, kind: "wrong" }, /git blob is/],
    ["sends too much", { path: /vision_model/, host: "cdn", kind: "long", bytes: 100 }, /more than the stated/],
  ];
  for (const [what, fault, words] of failing) {
    it(`says so when the server ${what}, and there is no model then`, async () => {
      goWrong(fault);
      expect((await errorOf(pull())).message).to.match(words);
      expect(existsSync(join(folder, "double/clip/manifest.json"))).to.equal(false);
    });
  }

  it("fetches nothing where the user forbids the network", async () => {
    process.env["HF_HUB_OFFLINE"] = "1";
    expect((await errorOf(pull())).message).to.match(/HF_HUB_OFFLINE forbids/);
    expect(hub.requests).to.be.empty;
  });

  it("asks before it takes what research alone may use", async () => {
    expect((await errorOf(pull("double/mobileclip"))).message).to.match(/research alone.*--accept-licence/);
    expect(hub.requests.filter(({ path }) => path.includes("resolve"))).to.be.empty;
    await pull("double/mobileclip", { acceptsLicence: true });
  });

  it("tells what it looked for, and what is there, where it knows no layout", async () => {
    await serve({
      repositories: { "some/notes": { "README.md": Buffer.from("# Notes"), "notes.txt": Buffer.from("…") } },
    });
    const { message } = await errorOf(pull("some/notes"));
    expect(message).to.match(/looked for.*onnx\/vision_model\.onnx.*There is README\.md, notes\.txt/);
  });

  it("refuses names that are none", async () => {
    for (const name of ["../../etc/passwd", "a/b/c", "a/..", "/a/b", "a/b@../x", "a b/c", "-a/b", "clip"])
      expect((await errorOf(pull(name))).message, name).to.match(/names no model/);
    expect(hub.requests).to.be.empty;
  });

  it("keeps what has arrived when a page of HTML comes in its place", async () => {
    goWrong({ path: /vision_model/, host: "cdn", kind: "cut", afterBytes: 2000, times: 1 });
    goWrong({ path: /vision_model/, host: "cdn", kind: "garbage" });
    expect((await errorOf(pull())).message).to.match(/page of HTML/);
    hub.faults.length = 0;
    await pull();
    const ranges = hub.requests.filter(({ path }) => /vision_model/.test(path)).map(({ range }) => range);
    expect(ranges.at(-1)).to.equal("bytes=2000-");
  });

  it("stops on request while it still asks what there is", async () => {
    const abort = new AbortController();
    const stopped = pull("double/clip", { precision: "fp32", signal: abort.signal, patience: {} });
    abort.abort();
    expect(await errorOf(stopped)).to.have.property("code", "interrupted");
  });

  it("stops on request, and keeps what has arrived", async () => {
    goWrong({ path: /vision_model/, host: "cdn", kind: "slow", bytesPerSecond: 4000 });
    const abort = new AbortController();
    const onProgress = ({ path, receivedBytes }: FileProgress) => {
      if (/vision_model/.test(path) && receivedBytes > 2000) abort.abort();
    };
    const stopped = pull("double/clip", { precision: "fp32", signal: abort.signal, patience: {}, onProgress });
    expect(await errorOf(stopped)).to.have.property("code", "interrupted");
    expect(pathsIn(join(folder, "double/clip"))).to.include("onnx/vision_model.onnx.part");
    hub.faults.length = 0;
    await pull("double/clip", { precision: "fp32" });
  });
});

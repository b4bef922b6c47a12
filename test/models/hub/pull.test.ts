import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openModel } from "../../../src/models/openModel.js";
import { pullModel, type FileProgress } from "../../../src/models/hub/pull.js";
import { readTinyManifest, tinyFolder } from "../../inference/fixtures.js";

const { image, text, temporal, ...about } = readTinyManifest();
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );

describe("pullModel", () => {
  let folder: string;
  let server: Server;
  let ranges: (string | undefined)[];
  let corrupt: boolean;
  const before_ = process.env["KINODEX_MODELS"];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kinodex-pull-"));
    process.env["KINODEX_MODELS"] = folder;
    ranges = [];
    corrupt = false;
    server = createServer((request, response) => {
      void readFile(join(tinyFolder, "tiny", String(request.url?.split("/").at(-1)))).then((content) => {
        ranges.push(request.headers.range);
        const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
        response.writeHead(start > 0 ? 206 : 200);
        return response.end(corrupt ? Buffer.alloc(content.length - start) : content.subarray(start));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{revision}`;
    const withUrl = <File extends { file: string }>(file: File) => ({
      ...file,
      url: `${from}/${file.file.split("/").at(-1)}`,
    });
    const manifest = {
      ...about,
      id: "test/remote",
      revision: "abc123",
      image: withUrl(image),
      text: { ...withUrl(text), tokenizer: withUrl(text.tokenizer) },
    };
    await writeFile(join(folder, "remote.json"), JSON.stringify(manifest));
    await writeFile(join(folder, "local.json"), JSON.stringify({ ...about, id: "test/local", image, text, temporal }));
  });

  afterEach(async () => {
    if (before_ === undefined) delete process.env["KINODEX_MODELS"];
    else process.env["KINODEX_MODELS"] = before_;
    server.close();
    await rm(folder, { recursive: true });
  });

  const pulledPath = (file: { file: string }) => join(folder, "test", "remote", file.file);

  it("fetches what is missing, after which the model runs", async () => {
    await using missing = await openModel("test/remote");
    expect((await errorOf(missing.open("text")))?.message).to.include("kinodex models pull test/remote");
    const seen: FileProgress[] = [];
    const report = await pullModel("test/remote", { onProgress: (progress) => seen.push(progress) });
    expect(report.outcome).to.equal("downloaded");
    expect(seen.at(-1)?.receivedBytes).to.equal(seen.at(-1)?.sizeBytes);
    await using model = await openModel("test/remote", { providers: ["cpu"], intraOpThreads: 1 });
    expect(await (await model.open("text")).encode(["a dog"])).to.have.length(1);
  });

  it("fetches nothing twice", async () => {
    await pullModel("test/remote");
    const requests = ranges.length;
    const report = await pullModel("test/remote");
    expect(report.outcome).to.equal("present");
    expect(ranges).to.have.length(requests);
  });

  it("goes on where an earlier download stopped", async () => {
    const part = `${pulledPath(image)}.part`;
    await mkdir(join(part, ".."), { recursive: true });
    const whole = await readFile(join(tinyFolder, image.file));
    await writeFile(part, whole.subarray(0, 100));
    await pullModel("test/remote");
    expect(ranges[0]).to.equal("bytes=100-");
    expect(await readFile(pulledPath(image))).to.deep.equal(whole);
  });

  it("refuses what arrives when its SHA-256 differs, and keeps nothing of it", async () => {
    corrupt = true;
    const error = await errorOf(pullModel("test/remote"));
    expect(error).to.include({ name: "KinodexError", code: "model" });
    expect(error?.message).to.include(image.sha256);
    for (const path of [pulledPath(image), `${pulledPath(image)}.part`]) {
      expect(await errorOf(stat(path))).to.have.property("code", "ENOENT");
    }
  });

  it("says what failed when the server cannot be reached", async () => {
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const error = await errorOf(pullModel("test/remote", { patience: { maxTries: 2, firstWaitMs: 1 } }));
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error?.message).to.match(/cannot get http:.*ECONNREFUSED/);
  });

  it("stops on request", async () => {
    const error = await errorOf(pullModel("test/remote", { signal: AbortSignal.abort() }));
    expect(error).to.include({ name: "KinodexError", code: "interrupted" });
  });

  it("says that a model without addresses ships with Kinodex", async () => {
    const error = await errorOf(pullModel("test/local"));
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error?.message).to.match(/ships with Kinodex/);
  });
});

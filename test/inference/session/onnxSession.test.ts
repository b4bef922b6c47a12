import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { constants, getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openOnnxSession, type OnnxSession } from "../../../src/inference/session/onnxSession.js";
import { toFloat16 } from "../../../src/inference/float16.js";
import { openSessionPool } from "../../../src/inference/session/sessionPool.js";
import type { Tensor } from "../../../src/inference/tensor.js";
import { packageRoot } from "../../../src/core/paths.js";
import { skip } from "../../skip.js";
import { readTinyManifest, tinyFolder } from "../fixtures.js";

const priority = getPriority();
const { temporal } = readTinyManifest();
const model = { path: join(tinyFolder, temporal?.file ?? ""), sha256: temporal?.sha256 ?? "", intraOpThreads: 1 };

/** Input of the small pooler: one frame of time 0, so that the output is that frame. */
function toInputs(first: number) {
  const data = new Float32Array(4 * 8);
  data[0] = first;
  return {
    frame_embeddings: { type: "float32", dims: [1, 4, 8], data },
    frame_mask: { type: "float32", dims: [1, 4], data: Float32Array.of(1, 0, 0, 0) },
    frame_times: { type: "float32", dims: [1, 4], data: new Float32Array(4) },
  } as const;
}

/** How many threads of this process have a lower priority than the one that calls; field 19 of `stat` in proc(5). */
function threadsThatStepBack(): number {
  const niceness = readdirSync("/proc/self/task").map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
  });
  return niceness.filter((nice) => nice > priority).length;
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );

describe("openOnnxSession", () => {
  let session: OnnxSession;

  before(async () => {
    session = await openOnnxSession({ ...model, providers: ["cpu"] });
  });

  after(() => session[Symbol.asyncDispose]());

  it("runs a model and moves the input's memory away", async () => {
    const inputs = toInputs(3);
    const { clip_embeddings: output } = await session.run(inputs);
    expect(output?.dims).to.deep.equal([1, 8]);
    expect([...(output?.data ?? [])]).to.deep.equal([3, 0, 0, 0, 0, 0, 0, 0]);
    expect(inputs.frame_embeddings.data).to.have.length(0);
  });

  it("keeps the process alive until it is closed, also when it is closed in the middle of a run", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kinodex-test-"));
    const url = JSON.stringify(new URL("../../../src/inference/session/onnxSession.js", import.meta.url));
    const script = `import { openOnnxSession } from ${url};
      const session = await openOnnxSession(${JSON.stringify({ ...model, providers: ["cpu"] })});
      const data = () => new Float32Array(32);
      const inputs = () => ({
        frame_embeddings: { type: "float32", dims: [1, 4, 8], data: data() },
        frame_mask: { type: "float32", dims: [1, 4], data: Float32Array.of(1, 0, 0, 0) },
        frame_times: { type: "float32", dims: [1, 4], data: new Float32Array(4) },
      });
      void session.run(inputs());
      await session[Symbol.asyncDispose]();
      console.log("closed");`;
    const path = join(folder, "closeWhileRunning.mjs"); // a script on the command line would be the worker's too
    await writeFile(path, script);
    for (let n = 0; n < 5; n += 1) {
      const child = spawnSync(process.execPath, [path], { encoding: "utf8" });
      expect(child.stdout, `${child.status} ${child.stderr}`).to.equal("closed\n");
    }
    await rm(folder, { recursive: true });
  });

  it("tells the names, types and sizes of what the model takes and gives", () => {
    expect(session.inputs.map(({ name, type, dims }) => [name, type, ...dims])).to.deep.equal([
      ["frame_embeddings", "float32", "n", 4, 8],
      ["frame_mask", "float32", "n", 4],
      ["frame_times", "float32", "n", 4],
    ]);
    expect(session.outputs).to.deep.equal([{ name: "clip_embeddings", type: "float32", dims: ["n", 8] }]);
  });

  it("takes and gives tensors of every type", async () => {
    const path = join(packageRoot, "test", "doubles", "types.onnx");
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
    await using echo = await openOnnxSession({ path, sha256, providers: ["cpu"] });
    const tensors: Readonly<Record<string, Tensor>> = {
      float32: { type: "float32", dims: [2], data: Float32Array.of(0.5, -2) },
      float16: { type: "float16", dims: [2], data: toFloat16(Float32Array.of(0.5, -2)) },
      int64: { type: "int64", dims: [2], data: BigInt64Array.of(-1n, 2n ** 62n) },
      int32: { type: "int32", dims: [2], data: Int32Array.of(-1, 7) },
      bool: { type: "bool", dims: [2], data: Uint8Array.of(0, 1) },
    };
    const expected = Object.entries(structuredClone(tensors)).map(([name, tensor]) => [`same_${name}`, tensor]);
    expect(await echo.run(tensors)).to.deep.equal(Object.fromEntries(expected));
  });

  it("copies an input that shares its memory with others", async () => {
    const inputs = toInputs(2);
    const larger = new Float32Array(64);
    larger.set(inputs.frame_embeddings.data, 8);
    await session.run({ ...inputs, frame_embeddings: { ...inputs.frame_embeddings, data: larger.subarray(8, 40) } });
    expect(larger[8]).to.equal(2);
  });

  it("answers concurrent calls each with its own", async () => {
    const outputs = await Promise.all([1, 2, 3, 4, 5].map((first) => session.run(toInputs(first))));
    expect(outputs.map(({ clip_embeddings: output }) => output?.data[0])).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it("fails the call whose inputs do not fit the model, and goes on", async () => {
    const { frame_mask: mask } = toInputs(1);
    expect(await failureOf(session.run({ frame_mask: mask }))).to.include({ name: "KinodexError", code: "model" });
    expect((await session.run(toInputs(7)))["clip_embeddings"]?.data[0]).to.equal(7);
  });

  it("keeps onnxruntime from reporting home", () => {
    expect(process.env["ORT_DISABLE_TELEMETRY"]).to.equal("1");
  });

  it("lets others have the processor first when it is told to", async function () {
    if (process.platform !== "linux") skip(this, "only Linux gives threads priorities of their own");
    if (priority >= constants.priority.PRIORITY_BELOW_NORMAL) skip(this, "this process has a low priority already");
    const already = threadsThatStepBack();
    await using background = await openOnnxSession({ ...model, providers: ["cpu"], isBackground: true });
    expect((await background.run(toInputs(5)))["clip_embeddings"]?.data[0]).to.equal(5);
    expect(threadsThatStepBack() - already).to.be.at.least(1);
    expect(getPriority()).to.equal(priority);
  });

  it("refuses a file whose SHA-256 differs", async () => {
    const error = await failureOf(openOnnxSession({ ...model, sha256: "f".repeat(64) }));
    expect(error).to.include({ name: "KinodexError", code: "model" });
    expect(error?.message).to.include(model.path).and.include(model.sha256);
  });

  it("names a file that is missing", async () => {
    const error = await failureOf(openOnnxSession({ ...model, path: "/nowhere/model.onnx" }));
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error?.message).to.include("/nowhere/model.onnx");
  });

  it("falls back to the next provider and says why", async () => {
    const missing = process.platform === "darwin" ? "dml" : "coreml";
    await using fallen = await openOnnxSession({ ...model, providers: [missing, "cpu"] });
    expect(fallen.provider).to.equal("cpu");
    expect(fallen.passedOver).to.have.length(1);
    expect(fallen.passedOver[0]?.provider).to.equal(missing);
    expect(fallen.passedOver[0]?.reason).to.match(/built without it/);
  });

  it("fails when the only provider asked for is not there", async () => {
    const missing = process.platform === "darwin" ? "dml" : "coreml";
    const error = await failureOf(openOnnxSession({ ...model, providers: [missing] }));
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error?.message).to.include(missing);
  });

  it("rejects calls after it is closed, and answers those before", async () => {
    const closing = await openOnnxSession({ ...model, providers: ["cpu"] });
    const before = closing.run(toInputs(4));
    await closing[Symbol.asyncDispose]();
    expect((await before)["clip_embeddings"]?.data[0]).to.equal(4);
    expect(await failureOf(closing.run(toInputs(1)))).to.include({ name: "KinodexError" });
    await closing[Symbol.asyncDispose]();
  });

  describe("on a file that is no model", () => {
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "kinodex-test-"));
    });

    after(() => rm(folder, { recursive: true }));

    it("says so", async () => {
      const path = join(folder, "broken.onnx");
      await writeFile(path, "not a model");
      const sha256 = createHash("sha256").update("not a model").digest("hex");
      const error = await failureOf(openOnnxSession({ path, sha256, providers: ["cpu"] }));
      expect(error).to.include({ name: "KinodexError", code: "model" });
      expect(error?.message).to.include(path);
    });
  });
});

describe("openSessionPool", () => {
  const open = () => openSessionPool({ ...model, providers: ["cpu"], intraOpThreads: 2 });

  it("answers each run with its own, over as many sessions as it has", async () => {
    await using pool = await open();
    for (let round = 1; round <= 2; round += 1) {
      const outputs = await Promise.all([1, 2, 3, 4, 5, 6].map((first) => pool.run(toInputs(first))));
      expect(outputs.map(({ clip_embeddings: output }) => output?.data[0])).to.deep.equal([1, 2, 3, 4, 5, 6]);
    }
  });

  it("opens another session when runs pile up, and none for one run after the other", async () => {
    await using pool = await open();
    for (const first of [1, 2, 3]) await pool.run(toInputs(first));
    await Promise.all([1, 2].map((first) => pool.run(toInputs(first))));
    expect(pool.size).to.equal(1);
    while (pool.size < 2) await Promise.all([1, 2, 3].map((first) => pool.run(toInputs(first))));
    await Promise.all([1, 2, 3, 4, 5, 6].map((first) => pool.run(toInputs(first))));
    expect(pool.size).to.equal(2);
  });

  it("closes what is still being opened", async () => {
    const pool = await open();
    const runs = [1, 2, 3].map((first) => pool.run(toInputs(first)));
    await pool[Symbol.asyncDispose]();
    expect(await Promise.all(runs)).to.have.length(3);
    expect(pool.size).to.equal(2);
  });
});

import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { superviseThread } from "../../../src/inference/session/sessionThread.js";

const opened = '{ kind: "opened", provider: "cpu", passedOver: [], inputs: [], outputs: [] }';
const port = 'require("node:worker_threads").parentPort';

const start = (script: string) => superviseThread(new Worker(script, { eval: true }), "model.onnx");
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );

describe("superviseThread", () => {
  it("rejects opening when the thread crashes before it is ready", async () => {
    const error = await errorOf(start('throw new Error("out of luck")').opened);
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error?.message).to.match(/model\.onnx crashed: out of luck/);
  });

  it("rejects all pending and all later calls when the thread crashes", async () => {
    const thread = start(`${port}.on("message", () => { throw new Error("boom"); }).postMessage(${opened})`);
    await thread.opened;
    const errors = await Promise.all([errorOf(thread.run({}, [])), errorOf(thread.run({}, []))]);
    for (const error of errors) expect(error?.message).to.match(/crashed: boom/);
    expect((await errorOf(thread.run({}, [])))?.message).to.match(/crashed: boom/);
    await thread.close();
  });

  it("rejects pending calls when the thread ends without a word", async () => {
    const thread = start(`${port}.on("message", () => process.exit(3)).postMessage(${opened})`);
    await thread.opened;
    expect((await errorOf(thread.run({}, [])))?.message).to.match(/exit code 3/);
  });
});

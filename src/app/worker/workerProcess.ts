// The process that writes an index for a server: `workerProcess.js INDEX_FOLDER NAME MAX_JOBS`, forked, with a channel.
import { isKinodexError, toMessage } from "../../core/errors.js";
import { exposeCollector } from "../../core/exposeCollector.js";
import { stopSignals } from "../../core/stopSignals.js";
import { openWorker, type Worker } from "./worker.js";
import type { WorkerReport, WorkerRequest } from "./workerMessages.js";

/** Without work for so long, search structures are saved, and the process lets go of the index and exits. */
const idleMs = 15_000;

/** Why the process ends: nothing is left to do, the server stops it, or the server is gone, however it went. */
type Why = "idle" | "shutdown" | "orphaned";

/** Resolves when the server has been sent all that it was told: on Windows, what is on its way goes with the process. */
let told: Promise<void> = Promise.resolve();
function tell(report: WorkerReport): void {
  if (process.connected) told = new Promise((sent) => process.send?.(report, () => sent()));
}

/** Serves requests from the first one on, though the worker is not open yet; resolves with why to end. */
function hearServer(opening: Promise<Worker>): Promise<Why> {
  return new Promise((resolve) => {
    process.on("message", (request: WorkerRequest) => {
      if (request.type === "stop") resolve("shutdown");
      else void opening.then((worker) => serve(worker, request)).catch(() => {}); // told by whoever awaits it
    });
    process.on("disconnect", () => resolve("orphaned"));
  });
}

async function serve(worker: Worker, request: Exclude<WorkerRequest, { readonly type: "stop" }>): Promise<void> {
  if (request.type === "look") {
    worker.look();
    return;
  }
  const { taskId, task } = request;
  try {
    tell({ type: "taskDone", taskId, result: await worker.run(task) });
  } catch (error) {
    const code = isKinodexError(error) ? { code: error.code } : {};
    tell({ type: "taskFailed", taskId, failure: { message: toMessage(error), ...code } });
  }
}

async function main(directory: string, name: string, maxJobs: number): Promise<void> {
  const onNotice = (message: string) => console.error(message);
  const opening = openWorker({ directory, name, maxJobs, onEvent: tell, onNotice });
  const asked = hearServer(opening);
  let worker: Worker;
  try {
    worker = await opening;
  } catch (error) {
    tell({ type: "unavailable", message: toMessage(error) });
    return;
  }
  try {
    const why = await Promise.race([asked, worker.untilIdle(idleMs).then((): Why => "idle")]);
    process.removeAllListeners("message"); // what is asked from now on is asked of the next process
    await worker.stop();
    // Nobody waits at a shutdown for what confidence is based on: the next process measures it.
    if (why !== "orphaned") await worker.save({ backgrounds: why === "idle" });
  } finally {
    await worker[Symbol.asyncDispose]();
  }
}

for (const signal of stopSignals()) process.on(signal, () => {}); // the server says when
exposeCollector();
const [directory = "", name = "", maxJobs = ""] = process.argv.slice(2);
await main(directory, name, Number(maxJobs)).catch((error: unknown) => console.error(toMessage(error)));
await told;
process.exit(0);

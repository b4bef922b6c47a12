import { fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { WorkerReport, WorkerRequest } from "./workerMessages.js";

/** A process that writes an index. */
export interface WorkerProcess {
  /** What is lost on the way is to be asked again when the process has exited. */
  send(request: WorkerRequest): void;
  /** Asks it to end, and kills it when it has not within the time. Resolves when it has exited. */
  stop(withinMs: number): Promise<void>;
  /** How it ended: by a crash, or because the index cannot be written now, or in order. */
  readonly exited: Promise<{ readonly crashed: boolean; readonly unavailable: string | undefined }>;
}

const program = fileURLToPath(new URL("./workerProcess.js", import.meta.url));

/** Starts a process that works through the queue of the index in `directory`, under `name`, at a low priority. */
export function startWorkerProcess(
  directory: string,
  name: string,
  maxJobs: number,
  hear: (report: Exclude<WorkerReport, { readonly type: "unavailable" }>) => void,
): WorkerProcess {
  const args = [directory, name, String(maxJobs)];
  const child = fork(program, args, { stdio: ["ignore", "ignore", "inherit", "ipc"], serialization: "advanced" });
  let unavailable: string | undefined;
  child.on("message", (report: WorkerReport) => {
    if (report.type === "unavailable") unavailable = report.message;
    else hear(report);
  });
  child.on("error", () => {}); // a process that could not be started or reached also exits
  if (child.pid !== undefined) lowerPriority(child.pid);
  const send = (request: WorkerRequest): void => void child.send(request, () => {});
  const exited: WorkerProcess["exited"] = new Promise((resolve) => {
    child.once("exit", (code) => resolve({ crashed: code !== 0, unavailable }));
  });
  return {
    send,
    exited,
    async stop(withinMs) {
      send({ type: "stop" });
      const killer = setTimeout(() => child.kill("SIGKILL"), withinMs);
      await exited;
      clearTimeout(killer);
    },
  };
}

/** Searches go before indexing; a system that does not allow it runs both alike. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // ends before its priority was set, or may not be changed: indexing works all the same
  }
}

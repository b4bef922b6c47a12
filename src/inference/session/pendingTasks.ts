import type { Worker } from "node:worker_threads";
import type { KinodexError } from "../../core/errors.js";
import type { GeneratedToken } from "../generation/request.js";
import type { Tensor } from "../tensor.js";

/** Named tensors that a run gives. */
export type Outputs = Readonly<Record<string, Tensor>>;

/** Who waits for a task. */
export interface PendingTask {
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: KinodexError) => void;
  readonly onToken: (token: GeneratedToken) => void;
}

/** Tasks that a thread has not answered yet. */
export interface PendingTasks {
  add(id: number, task: PendingTask): void;
  find(id: number): PendingTask | undefined;
  /** Takes out a task that is answered. */
  settle(id: number): PendingTask | undefined;
  rejectAll(error: KinodexError): void;
  /** Keeps the process until the thread has ended, whether or not tasks are pending. */
  keepProcess(): void;
}

/** Tasks of a thread that keeps the process alive only while there are any. */
export function createPendingTasks(worker: Worker): PendingTasks {
  const tasks = new Map<number, PendingTask>();
  let keepsProcess = false;

  const settle = (id: number): PendingTask | undefined => {
    const task = tasks.get(id);
    tasks.delete(id);
    if (tasks.size === 0 && !keepsProcess) worker.unref();
    return task;
  };

  return {
    settle,
    find: (id) => tasks.get(id),
    add(id, task) {
      worker.ref();
      tasks.set(id, task);
    },
    rejectAll(error) {
      for (const id of tasks.keys()) settle(id)?.reject(error);
    },
    keepProcess() {
      keepsProcess = true;
      worker.ref();
    },
  };
}

import { KinodexError } from "../../core/errors.js";
import type { TaskFailure, TaskResults, WorkerReport, WorkerRequest, WriterTask } from "./workerMessages.js";

/** Tasks that somebody waits for. */
export interface PendingTasks {
  /** Asks for a task and resolves to what it gives; rejects with what it throws. */
  ask<Task extends WriterTask>(task: Task): Promise<TaskResults[Task["type"]]>;
  /** Asks again for what has not been answered, as of a process that has taken the place of another. */
  askAgain(): void;
  settle(report: Extract<WorkerReport, { readonly taskId: number }>): void;
  /** Rejects all of them. */
  refuse(error: Error): void;
}

interface Pending {
  readonly task: WriterTask;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Keeps tasks until they are answered; `send` takes them to a process. */
export function createPendingTasks(send: (request: WorkerRequest) => void): PendingTasks {
  const pending = new Map<number, Pending>();
  let count = 0;
  return {
    ask: (task) =>
      new Promise((resolve, reject) => {
        count += 1;
        pending.set(count, { task, resolve, reject });
        send({ type: "task", taskId: count, task });
      }),

    askAgain() {
      for (const [taskId, { task }] of pending) send({ type: "task", taskId, task });
    },

    settle(report) {
      const asked = pending.get(report.taskId);
      pending.delete(report.taskId);
      if (report.type === "taskDone") asked?.resolve(report.result as never);
      else asked?.reject(toError(report.failure));
    },

    refuse(error) {
      const refused = [...pending.values()];
      pending.clear();
      for (const { reject } of refused) reject(error);
    },
  };
}

function toError({ code, message }: TaskFailure): Error {
  return code === undefined ? new Error(message) : new KinodexError(code, message);
}

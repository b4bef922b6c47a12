import type { Worker } from "node:worker_threads";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { Failure, SessionReply, SessionRequest } from "./messages.js";
import type { SessionInput, Tensor } from "../tensor.js";

type Outputs = Readonly<Record<string, Tensor>>;

interface PendingRun {
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: KinodexError) => void;
}

/** The caller's end of a session's thread. */
export interface SessionThread {
  /** What the thread says once the model is loaded. */
  readonly opened: Promise<SessionReply & { readonly kind: "opened" }>;
  run(inputs: Readonly<Record<string, SessionInput>>, outputNames: readonly string[]): Promise<Outputs>;
  /** Ends the thread once it has answered what is pending. */
  close(): Promise<void>;
}

/**
 * Turns the messages of a session's thread into promises; if the thread ends, however, all of them are rejected.
 *
 * The thread keeps the process alive only while a call is pending or it is closing.
 *
 * @param path the model's file, for messages.
 */
export function superviseThread(worker: Worker, path: string): SessionThread {
  const pending = new Map<number, PendingRun>();
  let lastId = 0;
  let ended: KinodexError | undefined;

  const settle = (id: number): PendingRun | undefined => {
    const run = pending.get(id);
    pending.delete(id);
    if (pending.size === 0 && !ended) worker.unref(); // one that is closing keeps the process until it has
    return run;
  };

  const opened = new Promise<SessionReply & { kind: "opened" }>((resolve, reject) => {
    worker.on("message", (reply: SessionReply) => {
      if (reply.kind === "ran") settle(reply.id)?.resolve(reply.outputs);
      else if (reply.kind === "failed") settle(reply.id)?.reject(toError(reply.failure, path));
      else if (reply.kind === "refused") reject(toError(reply.failure, path));
      else {
        worker.unref();
        resolve(reply);
      }
    });
    worker.once("exit", () => reject(ended));
  });

  const exited = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      ended ??= new KinodexError("environment", `the thread that runs ${path} ${reason}`, { path });
      for (const id of pending.keys()) settle(id)?.reject(ended);
    };
    worker.once("error", (error) => end(`crashed: ${toMessage(error)}`));
    worker.prependOnceListener("exit", (exitCode) => {
      end(`ended (exit code ${exitCode})`);
      resolve();
    });
  });

  return {
    opened,

    run(inputs, outputNames) {
      if (ended) return Promise.reject(ended);
      lastId += 1;
      const id = lastId;
      const owned = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, toOwned(input)]));
      const buffers = Object.values(owned).map((input) => input.data.buffer as ArrayBuffer);
      return new Promise((resolve, reject) => {
        worker.ref();
        worker.postMessage({ kind: "run", id, inputs: owned, outputNames } satisfies SessionRequest, buffers);
        pending.set(id, { resolve, reject });
      });
    },

    async close() {
      ended ??= new KinodexError("usage", `the session of ${path} is closed`, { path });
      worker.ref();
      worker.postMessage({ kind: "close" } satisfies SessionRequest);
      await exited;
    },
  };
}

function toError({ code, message, data }: Failure, path: string): KinodexError {
  return new KinodexError(code, message, { path, ...data });
}

/** An input whose buffer holds nothing else, so that moving it takes nothing from anybody. */
function toOwned(input: SessionInput): SessionInput {
  if (input.data.byteLength === input.data.buffer.byteLength) return input;
  return { ...input, data: input.data.slice() } as SessionInput;
}

import type { Worker } from "node:worker_threads";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { GeneratedToken, GenerationRequest } from "../generation/request.js";
import type { SessionInput, Tensor } from "../tensor.js";
import { followTokens } from "./followTokens.js";
import type { Failure, OpenedSession, SessionReply, SessionRequest, SessionTask } from "./messages.js";
import { createPendingTasks, type Outputs, type PendingTask, type PendingTasks } from "./pendingTasks.js";

/** The caller's end of a session's thread. */
export interface SessionThread {
  /** What the thread says once the model is loaded. */
  readonly opened: Promise<OpenedSession>;
  run(
    inputs: Readonly<Record<string, SessionInput>>,
    outputNames: readonly string[],
    ofEmbedder?: boolean,
  ): Promise<Outputs>;
  generate(request: GenerationRequest, signal: AbortSignal | undefined): AsyncIterable<GeneratedToken>;
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
  const pending = createPendingTasks(worker);
  let lastId = 0;
  let ended: KinodexError | undefined;

  const exited = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      ended ??= new KinodexError("environment", `the thread that runs ${path} ${reason}`, { path });
      pending.rejectAll(ended);
    };
    worker.once("error", (error) => end(`crashed: ${toMessage(error)}`));
    worker.once("exit", (exitCode) => {
      end(`ended (exit code ${exitCode})`);
      resolve();
    });
  });

  const post = (request: SessionRequest, buffers: ArrayBuffer[] = []) => worker.postMessage(request, buffers);

  /** Hands a task over, with the memory of its inputs. */
  const submit = (task: SessionTask, inputs: readonly SessionInput[], onToken: PendingTask["onToken"] = () => {}) => {
    const id = (lastId += 1);
    const done = new Promise<Outputs>((resolve, reject) => {
      if (ended) return reject(ended);
      const buffers = inputs.map(({ data }) => data.buffer as ArrayBuffer);
      post({ ...task, id }, buffers);
      pending.add(id, { resolve, reject, onToken });
    });
    const stop = () => {
      if (pending.find(id)) post({ kind: "stop", id });
    };
    return { done, stop };
  };

  return {
    opened: hearReplies(
      worker,
      path,
      pending,
      exited.then(() => ended),
    ),

    run(inputs, outputNames, ofEmbedder = false) {
      const owned = mapValues(inputs, toOwned);
      return submit({ kind: "run", ofEmbedder, inputs: owned, outputNames }, Object.values(owned)).done;
    },

    generate: (request, signal) =>
      followTokens((onToken) => {
        const { request: owned, tensors } = toOwnedRequest(request);
        return submit({ kind: "generate", request: owned }, tensors, onToken);
      }, signal),

    async close() {
      ended ??= new KinodexError("usage", `the session of ${path} is closed`, { path });
      pending.keepProcess();
      post({ kind: "close" });
      await exited;
    },
  };
}

/** Gives replies to those who wait for them; resolves with what the thread says once the model is loaded. */
function hearReplies(
  worker: Worker,
  path: string,
  pending: PendingTasks,
  whyEnded: Promise<unknown>,
): Promise<OpenedSession> {
  return new Promise((resolve, reject) => {
    worker.on("message", (reply: SessionReply) => {
      if (reply.kind === "done") pending.settle(reply.id)?.resolve(reply.outputs);
      else if (reply.kind === "failed") pending.settle(reply.id)?.reject(toError(reply.failure, path));
      else if (reply.kind === "token") pending.find(reply.id)?.onToken(reply.token);
      else if (reply.kind === "refused") reject(toError(reply.failure, path));
      else {
        worker.unref();
        resolve(reply);
      }
    });
    void whyEnded.then(reject);
  });
}

function toError({ code, message, data }: Failure, path: string): KinodexError {
  return new KinodexError(code, message, { path, ...data });
}

/** An input whose buffer holds nothing else, so that moving it takes nothing from anybody. */
function toOwned<Input extends SessionInput>(input: Input): Input {
  if (input.data.byteLength === input.data.buffer.byteLength) return input;
  return { ...input, data: input.data.slice() };
}

/** A request all of whose tensors are {@link toOwned}, and those tensors. */
function toOwnedRequest(request: GenerationRequest) {
  const tensors: Tensor[] = [];
  const own = (tensor: Tensor): Tensor => {
    const owned = toOwned(tensor);
    tensors.push(owned);
    return owned;
  };
  const { inserts, guidance, embedding } = request;
  const owned: GenerationRequest = {
    ...request,
    prompt: own(request.prompt),
    constants: mapValues(request.constants ?? {}, own),
    inserts: inserts && { ...inserts, rows: inserts.rows.map(own) },
    guidance: guidance && { ...guidance, prompt: own(guidance.prompt) },
    embedding: embedding && { ...embedding, constants: mapValues(embedding.constants, own) },
  };
  return { request: owned, tensors };
}

function mapValues<Value>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

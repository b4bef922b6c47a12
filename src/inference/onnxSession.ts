import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { KinodexError, toMessage } from "../core/errors.js";
import type { Failure, OpenRequest, PassedOver, SessionReply, SessionRequest } from "./messages.js";
import { toProviderOrder, type ProviderName } from "./providers.js";
import type { SessionInput, Tensor } from "./tensor.js";

export interface OnnxSessionOptions {
  readonly path: string;
  /** Hexadecimal digest of the file; a file with another one never reaches the runtime. */
  readonly sha256: string;
  /** Tried in order, the first that works is used. Default: `$KINODEX_PROVIDER`, else all of them. */
  readonly providers?: readonly ProviderName[];
  /** Threads of one run on the CPU. Default: what the machine offers. */
  readonly intraOpThreads?: number;
}

/** A model that is loaded in a thread of its own. */
export interface OnnxSession extends AsyncDisposable {
  /** The one that runs the model. */
  readonly provider: ProviderName;
  /** Those that were tried before it. */
  readonly passedOver: readonly PassedOver[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the model once; calls are answered in order.
   *
   * The buffers of the inputs move to the session's thread and are empty afterwards.
   *
   * @param outputNames the outputs wanted; all by default.
   */
  run(
    inputs: Readonly<Record<string, SessionInput>>,
    outputNames?: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
}

/**
 * Loads an ONNX model in a worker thread: onnxruntime-node blocks the thread that it runs in.
 *
 * @throws {KinodexError} `environment` when the file cannot be read or no provider works here, `model` when the file is
 *   not the expected one or not a model.
 */
export async function openOnnxSession(options: OnnxSessionOptions): Promise<OnnxSession> {
  // The native library reads it when it is first loaded; without it, it contacts a host.
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  const request: OpenRequest = {
    path: options.path,
    sha256: options.sha256,
    providers: options.providers ?? toProviderOrder(),
    intraOpThreads: options.intraOpThreads ?? availableParallelism(),
  };
  const thread = startThread(request);
  const { provider, passedOver, inputNames, outputNames } = await thread.opened;
  return {
    provider,
    passedOver,
    inputNames,
    outputNames,
    run: (inputs, names = outputNames) => thread.run(inputs, names),
    [Symbol.asyncDispose]: () => thread.close(),
  };
}

type Outputs = Readonly<Record<string, Tensor>>;

interface PendingRun {
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: KinodexError) => void;
}

/** The caller's end of a session's thread. The thread keeps the process alive only while a call is pending. */
function startThread(request: OpenRequest) {
  const { path } = request;
  const worker = new Worker(new URL("onnxWorker.js", import.meta.url), { workerData: request, name: "kinodex-onnx" });
  const pending = new Map<number, PendingRun>();
  let lastId = 0;
  let ended: KinodexError | undefined;

  const settle = (id: number): PendingRun | undefined => {
    const run = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker.unref();
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

    run(inputs: Readonly<Record<string, SessionInput>>, outputNames: readonly string[]): Promise<Outputs> {
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

    /** Ends the thread once it has answered what is pending. */
    async close(): Promise<void> {
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

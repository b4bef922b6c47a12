import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { OpenRequest, PassedOver } from "./messages.js";
import { toProviderOrder, type ProviderName } from "./providers.js";
import { superviseThread } from "./sessionThread.js";
import type { SessionInput, Tensor } from "../tensor.js";

export interface OnnxSessionOptions {
  readonly path: string;
  /** Hexadecimal digest of the file; a file with another one never reaches the runtime. */
  readonly sha256: string;
  /** Tried in order, the first that works is used. Default: `$KINODEX_PROVIDER`, else all of them. */
  readonly providers?: readonly ProviderName[];
  /** Threads of one run on the CPU. Default: what the machine offers. */
  readonly intraOpThreads?: number;
  /** Whether a session on the CPU lets others have the processor first; on Linux only. Default: false. */
  readonly isBackground?: boolean;
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
    isBackground: options.isBackground ?? false,
  };
  const worker = new Worker(new URL("onnxWorker.js", import.meta.url), { workerData: request, name: "kinodex-onnx" });
  const thread = superviseThread(worker, options.path);
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

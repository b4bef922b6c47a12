import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { GeneratedToken, GenerationRequest } from "../generation/request.js";
import type { SessionInput, Tensor } from "../tensor.js";
import type { OnnxFile, OpenedSession, OpenRequest } from "./messages.js";
import { toProviderOrder, type ProviderName } from "./providers.js";
import { superviseThread } from "./sessionThread.js";

/** The model's file, which is opened by its path. A file with another digest never reaches the runtime. */
export interface OnnxSessionOptions extends OnnxFile {
  /** A model `ids [1, T] -> [1, T, width]` for a decoder that takes embeddings of tokens; it runs in the same thread. */
  readonly tokenEmbedder?: OnnxFile | undefined;
  /** A model `states [1, 1, width] -> logits` for a decoder that gives states; it runs in the same thread. */
  readonly head?: OnnxFile | undefined;
  /** Tried in order, the first that works is used. Default: `$KINODEX_PROVIDER`, else all of them. */
  readonly providers?: readonly ProviderName[];
  /** Threads of one run on the CPU. Default: what the machine offers. */
  readonly intraOpThreads?: number;
  /** Whether a session on the CPU lets others have the processor first; on Linux only. Default: false. */
  readonly isBackground?: boolean;
}

/** A model that is loaded in a thread of its own. Calls are answered in order. */
export interface OnnxSession extends OpenedSession, AsyncDisposable {
  /**
   * Runs the model once.
   *
   * The buffers of the inputs move to the session's thread and are empty afterwards.
   *
   * @param outputNames the outputs wanted; all by default.
   */
  run(
    inputs: Readonly<Record<string, SessionInput>>,
    outputNames?: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
  /** Runs the embedder of tokens once, as {@link run} does the model. Throws `usage` for a session without one. */
  runEmbedder(
    inputs: Readonly<Record<string, SessionInput>>,
    outputNames: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
  /**
   * Runs a decoder again and again, and gives each token as it is chosen, the most probable one.
   *
   * The loop and its cache of keys and values stay in the session's thread, which starts with the first token that is
   * pulled and does not wait for the others to be. Leaving the loop, or `signal`, stops it before the next token.
   *
   * The iterator throws `interrupted` on `signal`, and `model` where the model lacks what the request names; the message
   * lists its inputs and outputs.
   */
  generate(request: GenerationRequest, signal?: AbortSignal): AsyncIterable<GeneratedToken>;
}

/**
 * Loads an ONNX model in a worker thread: onnxruntime-node blocks the thread that it runs in.
 *
 * @throws {KinodexError} `environment` when a file cannot be read or no provider works here, `model` when a file is not
 *   the expected one or not a model
 */
export async function openOnnxSession(options: OnnxSessionOptions): Promise<OnnxSession> {
  // The native library reads it when it is first loaded; without it, it contacts a host.
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  const { path, sha256, externalData, tokenEmbedder, head } = options;
  const request: OpenRequest = {
    model: { path, sha256, externalData },
    tokenEmbedder,
    head,
    providers: options.providers ?? toProviderOrder(),
    intraOpThreads: options.intraOpThreads ?? availableParallelism(),
    isBackground: options.isBackground ?? false,
  };
  const worker = new Worker(new URL("onnxWorker.js", import.meta.url), { workerData: request, name: "kinodex-onnx" });
  const thread = superviseThread(worker, path);
  const { provider, passedOver, inputs, outputs } = await thread.opened;
  const allOutputs = outputs.map(({ name }) => name);
  return {
    provider,
    passedOver,
    inputs,
    outputs,
    run: (given, outputNames = allOutputs) => thread.run(given, outputNames),
    runEmbedder: (given, outputNames) => thread.run(given, outputNames, true),
    generate: (generation, signal) => thread.generate(generation, signal),
    [Symbol.asyncDispose]: () => thread.close(),
  };
}

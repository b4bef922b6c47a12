import { constants, getPriority, setPriority } from "node:os";
import { parentPort, workerData, type MessagePort, type TransferListItem } from "node:worker_threads";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import type { Failure, OpenRequest, PassedOver, SessionReply, SessionRequest } from "./messages.js";
import { loadOnnxruntime } from "./onnxruntime.js";
import { fitFrame, toPixelValues } from "../picture/preprocess.js";
import { whyUnavailable, type ProviderName } from "./providers.js";
import type { PictureBatch, SessionInput, Tensor } from "../tensor.js";
import { readVerified } from "./verifiedFile.js";

/** The thread of one session: opens the model that `workerData` names, then answers one request after the other. */
async function serve(port: MessagePort, request: OpenRequest): Promise<void> {
  const opened = await openSession(request).catch((error: unknown) => {
    reply(port, { kind: "refused", failure: toFailure(error) });
  });
  if (!opened) return port.close();
  const { session, provider, passedOver } = opened;
  let last = Promise.resolve();
  port.on("message", (message: SessionRequest) => {
    last = last.then(async () => {
      if (message.kind === "run") return answer(port, session, message);
      await session.release();
      port.close();
    });
  });
  const { inputNames, outputNames } = session;
  reply(port, { kind: "opened", provider, passedOver, inputNames, outputNames });
}

/**
 * Lowers the priority of this thread and of those that the runtime starts from it. Linux gives each thread its own;
 * elsewhere the whole process would be slowed.
 */
function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // it may not be changed here: everything works all the same
  }
}

async function openSession(request: OpenRequest) {
  const model = await readVerified(request.path, request.sha256);
  const { env, listSupportedBackends } = loadOnnxruntime();
  // Attempts that fail are reported by us, with what to do; the native logger would print them as errors.
  env.logLevel = "fatal";
  const built = listSupportedBackends().map((backend) => backend.name);
  const passedOver: PassedOver[] = [];
  for (const provider of request.providers) {
    let reason = whyUnavailable(provider, built);
    if (reason === undefined) {
      if (provider === "cpu" && request.isBackground) stepBack(); // not what keeps a GPU busy
      try {
        return { session: await createSession(model, provider, request), provider, passedOver };
      } catch (error) {
        reason = toMessage(error).trim();
      }
    }
    passedOver.push({ provider, reason });
  }
  const tried = passedOver.map(({ provider, reason }) => `${provider}: ${reason}`).join("; ");
  const onCpu = request.providers.includes("cpu");
  throw new KinodexError(
    onCpu ? "model" : "environment",
    `cannot run ${request.path} (${tried}). ` +
      (onCpu ? "The file is not a model that onnxruntime can read." : 'Add "cpu" to KINODEX_PROVIDER to fall back.'),
    { path: request.path, passedOver },
  );
}

/** Each provider is offered alone: in a list, onnxruntime drops what it does not know without a word. */
async function createSession(model: Uint8Array, provider: ProviderName, request: OpenRequest) {
  return loadOnnxruntime().InferenceSession.create(model, {
    executionProviders: [provider],
    intraOpNumThreads: request.intraOpThreads,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}

async function answer(
  port: MessagePort,
  session: InferenceSession,
  { id, inputs, outputNames }: SessionRequest & { kind: "run" },
): Promise<void> {
  try {
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, toOrtTensor(input)]));
    const values = await session.run(feeds, [...outputNames]);
    const outputs = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toTensor(name, value)]));
    const buffers = Object.values(outputs).map((tensor) => tensor.data.buffer as ArrayBuffer);
    reply(port, { kind: "ran", id, outputs }, buffers);
  } catch (error) {
    reply(port, { kind: "failed", id, failure: toFailure(error) });
  }
}

function toOrtTensor(input: SessionInput): OrtTensor {
  const { Tensor: NewTensor } = loadOnnxruntime();
  if (input.type === "int64") return new NewTensor("int64", input.data, input.dims);
  if (input.type === "float32") return new NewTensor("float32", input.data, input.dims);
  const { inputWidth, inputHeight } = input.spec;
  const frames = toFrames(input).map((frame) => fitFrame(frame, input.spec));
  return new NewTensor("float32", toPixelValues(frames, input.spec), [frames.length, 3, inputHeight, inputWidth]);
}

function toFrames({ sizes, data }: PictureBatch) {
  let start = 0;
  return sizes.map(({ width, height }) => {
    const pixels = data.subarray(start, (start += width * height * 3));
    return { timeSeconds: 0, width, height, pixels };
  });
}

/** Copies the values: the runtime owns the memory behind its own tensors, which cannot be transferred. */
function toTensor(name: string, value: OrtTensor): Tensor {
  const { type, dims, data } = value;
  if (type === "float32") return { type, dims, data: (data as Float32Array).slice() };
  if (type === "int64") return { type, dims, data: (data as BigInt64Array).slice() };
  throw new KinodexError("model", `output "${name}" has type ${type}; expected float32 or int64`, { output: name });
}

function toFailure(error: unknown): Failure {
  if (isKinodexError(error)) return { code: error.code, message: error.message, data: error.data };
  return { code: "model", message: `onnxruntime failed: ${toMessage(error)}`, data: {} };
}

function reply(port: MessagePort, message: SessionReply, transfer: TransferListItem[] = []): void {
  port.postMessage(message, transfer);
}

if (parentPort) await serve(parentPort, workerData as OpenRequest);

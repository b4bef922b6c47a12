import { parentPort, workerData, type MessagePort, type TransferListItem } from "node:worker_threads";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import { fromOrtTensor, toOrtTensor } from "../ortTensors.js";
import type { Tensor } from "../tensor.js";
import { loadModel, type LoadedModel } from "./loadModel.js";
import type { Failure, OpenRequest, SessionReply, SessionRequest, SessionTask } from "./messages.js";

type Outputs = Readonly<Record<string, Tensor>>;

/** The thread of one model: loads what `workerData` names, then does one task after the other. */
async function serve(port: MessagePort, request: OpenRequest): Promise<void> {
  const loaded = await loadModel(request).catch((error: unknown) => {
    reply(port, { kind: "refused", failure: toFailure(error) });
  });
  if (!loaded) return port.close();
  const { session, embedder, head, ...opened } = loaded;
  const stops = new Map<number, AbortController>();
  let last = Promise.resolve();
  port.on("message", (message: SessionRequest) => {
    if (message.kind === "stop") return stops.get(message.id)?.abort();
    if (message.kind !== "close") stops.set(message.id, new AbortController());
    last = last.then(async () => {
      if (message.kind !== "close") {
        await answer(port, loaded, message, (stops.get(message.id) as AbortController).signal);
        stops.delete(message.id);
        return;
      }
      await session.release();
      await embedder?.release();
      await head?.release();
      port.close();
    });
  });
  reply(port, { kind: "opened", ...opened });
}

async function answer(
  port: MessagePort,
  model: LoadedModel,
  task: SessionTask & { readonly id: number },
  signal: AbortSignal,
): Promise<void> {
  const { id } = task;
  try {
    const outputs = task.kind === "run" ? await run(model, task) : {};
    if (task.kind === "generate") {
      const { generate } = await import("../generation/generate.js"); // most models never do
      const tokens = generate(model, task.request, signal);
      for await (const token of tokens) reply(port, { kind: "token", id, token });
    }
    const buffers = Object.values(outputs).map((tensor) => tensor.data.buffer as ArrayBuffer);
    reply(port, { kind: "done", id, outputs }, buffers);
  } catch (error) {
    reply(port, { kind: "failed", id, failure: toFailure(error) });
  }
}

async function run(
  { session: model, embedder }: LoadedModel,
  { inputs, outputNames, ofEmbedder }: SessionTask & { readonly kind: "run" },
): Promise<Outputs> {
  const session = ofEmbedder ? embedder : model;
  if (!session) throw new KinodexError("usage", "the session was opened without an embedder of tokens");
  const feeds = Object.entries(inputs).map(([name, input]) => {
    const spec = session.inputMetadata.find((one) => one.name === name);
    return [name, toOrtTensor(input, spec?.isTensor ? { type: spec.type, dims: spec.shape } : undefined)];
  });
  const values = await session.run(Object.fromEntries(feeds), [...outputNames]);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fromOrtTensor(name, value)]));
}

function toFailure(error: unknown): Failure {
  if (isKinodexError(error)) return { code: error.code, message: error.message, data: error.data };
  return { code: "model", message: `onnxruntime failed: ${toMessage(error)}`, data: {} };
}

function reply(port: MessagePort, message: SessionReply, transfer: TransferListItem[] = []): void {
  port.postMessage(message, transfer);
}

if (parentPort) await serve(parentPort, workerData as OpenRequest);

import { constants, getPriority, setPriority } from "node:os";
import type { InferenceSession } from "onnxruntime-node";
import { KinodexError, toMessage } from "../../core/errors.js";
import { loadOnnxruntime } from "../onnxruntime.js";
import type { TensorSpec } from "../tensor.js";
import type { OnnxFile, OpenedSession, OpenRequest, PassedOver } from "./messages.js";
import { whyUnavailable, type ProviderName } from "./providers.js";
import { verifyFile } from "./verifiedFile.js";

/** A model that runs in this thread. */
export interface LoadedModel extends OpenedSession {
  readonly session: InferenceSession;
  /** Turns token ids into embeddings, where the model needs that. */
  readonly embedder: InferenceSession | undefined;
  /** Turns states into logits, where the model gives those. */
  readonly head: InferenceSession | undefined;
}

/**
 * Verifies a model's files and loads them with the first provider that works.
 *
 * @throws {KinodexError} `environment` when a file cannot be read or no provider works here, `model` when a file is not
 *   the stated one or not a model
 */
export async function loadModel(request: OpenRequest): Promise<LoadedModel> {
  const files = [request.model, request.tokenEmbedder, request.head].filter((file) => file !== undefined);
  const stated = files.flatMap((file) => [file, ...(file.externalData ?? [])]);
  const checks = await Promise.all(stated.map(verifyFile));
  const loaded = await loadWithFirst(request);
  await Promise.all(checks.map((throwIfChanged) => throwIfChanged()));
  return loaded;
}

async function loadWithFirst(request: OpenRequest): Promise<LoadedModel> {
  const { model, providers } = request;
  const { env, listSupportedBackends } = loadOnnxruntime();
  // Attempts that fail are reported by us, with what to do; the native logger would print them as errors.
  env.logLevel = "fatal";
  const built = listSupportedBackends().map((backend) => backend.name);
  const passedOver: PassedOver[] = [];
  for (const provider of providers) {
    let reason = whyUnavailable(provider, built);
    if (reason === undefined) {
      if (provider === "cpu" && request.isBackground) stepBack(); // not what keeps a GPU busy
      try {
        const session = await createSession(model, provider, request);
        const embedder = request.tokenEmbedder && (await createSession(request.tokenEmbedder, provider, request));
        const head = request.head && (await createSession(request.head, provider, request));
        const [inputs, outputs] = [session.inputMetadata.map(toSpec), session.outputMetadata.map(toSpec)];
        return { session, embedder, head, provider, passedOver, inputs, outputs };
      } catch (error) {
        reason = toMessage(error).trim();
      }
    }
    passedOver.push({ provider, reason });
  }
  throw toLoadError(request, passedOver);
}

/**
 * Opens a file by its path, which its external data lies beside. Each provider is offered alone: in a list, onnxruntime
 * drops what it does not know without a word.
 */
function createSession({ path }: OnnxFile, provider: ProviderName, request: OpenRequest): Promise<InferenceSession> {
  return loadOnnxruntime().InferenceSession.create(path, {
    executionProviders: [provider],
    intraOpNumThreads: request.intraOpThreads,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}

function toSpec(value: InferenceSession.ValueMetadata): TensorSpec {
  return value.isTensor
    ? { name: value.name, type: value.type, dims: value.shape }
    : { name: value.name, type: "no tensor", dims: [] };
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

function toLoadError({ model: { path }, providers }: OpenRequest, passedOver: readonly PassedOver[]): KinodexError {
  const tried = passedOver.map(({ provider, reason }) => `${provider}: ${reason}`).join("; ");
  const onCpu = providers.includes("cpu");
  return new KinodexError(
    onCpu ? "model" : "environment",
    `cannot run ${path} (${tried}). ` +
      (onCpu ? "The file is not a model that onnxruntime can read." : 'Add "cpu" to KINODEX_PROVIDER to fall back.'),
    { path, passedOver },
  );
}

import { KinodexError } from "../../core/errors.js";
import { openOnnxSession, type OnnxSession, type OnnxSessionOptions } from "../../inference/session/onnxSession.js";
import { toProviderOrder, type ProviderName } from "../../inference/session/providers.js";
import type { StatedFile } from "../../inference/session/verifiedFile.js";
import type { Capability } from "../capabilities.js";
import type { GraphFile, ModelFile } from "../manifest/fields.js";
import type { OpenPart, OpenPartOptions } from "./family.js";

// What the families need to open their graphs.

/**
 * How a graph of a manifest is opened. One short run costs less on the CPU than a GPU costs to start: only what is told so by
 * `byDefault` goes there unasked.
 */
export function toSessionOptions(
  graph: GraphFile,
  options: OpenPartOptions,
  byDefault: readonly ProviderName[] = ["cpu"],
): OnnxSessionOptions {
  const { providers, intraOpThreads } = options;
  return {
    ...toStated(graph, options),
    externalData: graph.externalData.map((file) => toStated(file, options)),
    providers: providers ?? toProviderOrder(byDefault),
    ...(intraOpThreads !== undefined && { intraOpThreads }),
  };
}

/** Where a file of a manifest is, and its digest. */
export function toStated({ sha256, ...file }: ModelFile, { locate }: OpenPartOptions): StatedFile {
  return { path: locate({ sha256, ...file }), sha256 };
}

/** What does a capability's work, closed with the session that it runs in. */
export function toPart<Value>(value: Value, session: Pick<OnnxSession, "provider"> & AsyncDisposable): OpenPart<Value> {
  return {
    value,
    provider: () => session.provider,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Opens several sessions side by side; where one of them cannot be opened, the others are closed again. */
export async function openSessions<Options extends readonly OnnxSessionOptions[]>(
  ...options: Options
): Promise<{ readonly [K in keyof Options]: OnnxSession }> {
  const opened = await Promise.allSettled(options.map(openOnnxSession));
  const sessions = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = opened.find((one) => one.status === "rejected");
  if (!failed) return sessions as unknown as { readonly [K in keyof Options]: OnnxSession };
  await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
  throw failed.reason;
}

/** For who still holds what does a capability's work when its sessions were closed. */
export function toReleasedError(id: string, capability: Capability): KinodexError {
  return new KinodexError("usage", `the model ${id} let go of "${capability}": open it again`, {
    model: id,
    capability,
  });
}

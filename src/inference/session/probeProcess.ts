import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toMessage } from "../../core/errors.js";
import { loadOnnxruntime } from "../onnxruntime.js";
import type { ProviderProbe } from "./probe.js";
import { whyUnavailable, type ProviderName } from "./providers.js";

/** ONNX: `y = x · [[1, 2], [3, 4]]`, float32 `[n, 2]`. */
const model = Buffer.from(
  "CAg6YwoRCgF4CgF3EgF5IgZNYXRNdWwSBXByb2JlKhsIAggCEAFCAXdKEAAAgD8AAABAAABAQAAAgEBaFAoBeBIPCg0IARIJCgMSAW4KAggCYhQK" +
    "AXkSDwoNCAESCQoDEgFuCgIIAkIECgAQDQ==",
  "base64",
);

/** How a profile names the provider that computed a node. */
const profileNames: Readonly<Record<ProviderName, string>> = {
  cuda: "CUDAExecutionProvider",
  webgpu: "WebGpuExecutionProvider",
  coreml: "CoreMLExecutionProvider",
  dml: "DmlExecutionProvider",
  cpu: "CPUExecutionProvider",
};

async function probe(provider: ProviderName): Promise<ProviderProbe> {
  const folder = await mkdtemp(join(tmpdir(), "kinodex-probe-"));
  try {
    const { env, listSupportedBackends } = loadOnnxruntime();
    env.logLevel = "fatal";
    const built = listSupportedBackends().map((backend) => backend.name);
    const reason = whyUnavailable(provider, built);
    if (reason !== undefined) return { provider, available: false, reason };
    return await runProfiled(provider, folder);
  } catch (error) {
    return { provider, available: false, reason: toMessage(error).trim() };
  } finally {
    // Where a run failed, the runtime may still write its profile, and Windows keeps a file that is open.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function runProfiled(provider: ProviderName, folder: string): Promise<ProviderProbe> {
  const { InferenceSession, Tensor } = loadOnnxruntime();
  const start = performance.now();
  const session = await InferenceSession.create(model, {
    executionProviders: [provider],
    enableProfiling: true,
    profileFilePrefix: join(folder, "profile"),
  });
  const openMs = performance.now() - start;
  const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(1, 1), [1, 2]) });
  session.endProfiling();
  await session.release();
  if (String(y?.data) !== "4,6")
    return { provider, available: false, reason: `it computes wrongly: ${String(y?.data)}` };
  const [profile] = await readdir(folder);
  const events = JSON.parse(await readFile(join(folder, profile as string), "utf8")) as ProfileEvent[];
  const ran = events.filter((event) => event.cat === "Node").map((event) => event.args.provider);
  if (ran.includes(profileNames[provider])) return { provider, available: true, openMs };
  const others = [...new Set(ran)].join(", ") || "something else";
  return { provider, available: false, reason: `onnxruntime accepted it and computed with ${others}` };
}

interface ProfileEvent {
  readonly cat: string;
  readonly args: { readonly provider?: string };
}

// On a line of its own: drivers write to stdout too.
process.stdout.write(`\n${JSON.stringify(await probe(process.argv[2] as ProviderName))}\n`);

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { providerNames, type ProviderName } from "./providers.js";

/** Whether a provider runs models on this machine, and why not. */
export type ProviderProbe =
  | { readonly provider: ProviderName; readonly available: true; readonly openMs: number }
  | { readonly provider: ProviderName; readonly available: false; readonly reason: string };

const timeoutMs = 60_000;

/**
 * Runs a small model with each execution provider, in processes of their own: a broken driver may crash.
 *
 * A provider counts as available when the profile of the run says that it computed the result; onnxruntime may accept a
 * provider and still compute on the CPU.
 */
export function probeProviders(): Promise<ProviderProbe[]> {
  return Promise.all(providerNames.map(probeProvider));
}

async function probeProvider(provider: ProviderName): Promise<ProviderProbe> {
  const script = fileURLToPath(new URL("probeProcess.js", import.meta.url));
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, provider], { timeout: timeoutMs, env }, (error, stdout) => {
      const ended = error?.killed
        ? `took longer than ${timeoutMs / 1000} s`
        : `crashed (${error?.signal ?? error?.code})`;
      resolve(
        error
          ? { provider, available: false, reason: ended }
          : (JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as ProviderProbe),
      );
    });
  });
}

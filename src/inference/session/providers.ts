import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { KinodexError } from "../../core/errors.js";

/** Execution providers in the order in which they are tried. */
export const providerNames = ["cuda", "webgpu", "coreml", "dml", "cpu"] as const;

/** Where a model runs: a GPU interface, or the CPU. */
export type ProviderName = (typeof providerNames)[number];

/**
 * The providers to try, in order: those of `$KINODEX_PROVIDER` (one name, or several separated by commas), else
 * `byDefault`.
 *
 * @throws {KinodexError} `usage` for a name that does not exist.
 */
export function toProviderOrder(
  byDefault: readonly ProviderName[] = providerNames,
  requested = process.env["KINODEX_PROVIDER"],
): readonly ProviderName[] {
  if (!requested || requested === "auto") return byDefault;
  return requested.split(",").map((name) => {
    const known = providerNames.find((provider) => provider === name.trim().toLowerCase());
    if (known) return known;
    throw new KinodexError(
      "usage",
      `unknown execution provider "${name}" in KINODEX_PROVIDER: expected auto or any of ${providerNames.join(", ")}`,
      { provider: name },
    );
  });
}

/**
 * Why a provider cannot run on this machine as far as files tell, or `undefined` when it is worth trying.
 *
 * Saves the seconds and the noise on stderr of an attempt that must fail: the native library reports its own failures
 * there.
 *
 * @param built names of the providers compiled into onnxruntime, from its `listSupportedBackends`.
 */
export function whyUnavailable(provider: ProviderName, built: readonly string[]): string | undefined {
  if (!built.includes(provider)) {
    return `onnxruntime-node for ${process.platform}-${process.arch} is built without it`;
  }
  if (provider === "cuda" && !existsSync(cudaLibraryPath())) {
    return `its libraries are not installed (${cudaLibraryPath()} is missing); see "On a GPU" in docs/SYSTEMS.md`;
  }
  if (provider === "webgpu" && process.platform === "linux" && !hasGpuDevice()) {
    return "there is no GPU device (/dev/dri/renderD*, /dev/nvidia0, /dev/dxg)";
  }
  return undefined;
}

function cudaLibraryPath(): string {
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve("onnxruntime-node")));
  const file = process.platform === "win32" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
  return join(packageFolder, "bin", "napi-v6", process.platform, process.arch, file);
}

function hasGpuDevice(): boolean {
  if (existsSync("/dev/nvidia0") || existsSync("/dev/dxg")) return true;
  return existsSync("/dev/dri") && readdirSync("/dev/dri").some((name) => name.startsWith("renderD"));
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import { openHub, type Hub, type HubOptions } from "./hubServer.js";

/** The tiny models that `test/doubles/make_hub.py` writes, as a folder of repositories `double/NAME`. */
export const doublesFolder = join(packageRoot, "test", "doubles", "hub");

/** A hub that this process pulls from. */
export interface UsedHub extends Hub {
  /** What was pulled; empty at first. */
  readonly modelsFolder: string;
}

/** Opens a hub and makes this process pull from it, into an empty folder and without a token, until it is disposed of. */
export async function useHub(options: HubOptions): Promise<UsedHub> {
  const hub = await openHub(options);
  const modelsFolder = await mkdtemp(join(tmpdir(), "kinodex-hub-"));
  const settings = {
    HF_ENDPOINT: hub.endpoint,
    HF_TOKEN: undefined,
    HF_HUB_OFFLINE: undefined,
    KINODEX_MODELS: modelsFolder,
  };
  const before_ = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(settings)) setVariable(name, value);
  return {
    ...hub,
    modelsFolder,
    async [Symbol.asyncDispose]() {
      for (const [name, value] of before_) setVariable(name, value);
      await hub[Symbol.asyncDispose]();
      await rm(modelsFolder, { recursive: true });
    },
  };
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

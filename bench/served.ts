import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../src/core/paths.js";
import { openModel } from "../src/models/openModel.js";
import { cached, nameIndex } from "./inputs.js";
import { runKinodex } from "./processTree.js";

/** A server in a process of its own, as people run it. */
export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
}

/** An index of the sample videos. */
export async function samplesIndex(): Promise<string> {
  const { identity } = await openModel();
  return cached(nameIndex("samples", identity), async (draft) => {
    await runKinodex(["index", join(packageRoot, "samples"), "--index", draft, "--quiet", "--json"]);
  });
}

/** A copy of the index of the samples in `folder`, to be written to. */
export async function copySamplesIndex(folder: string): Promise<string> {
  const from = await samplesIndex();
  const to = join(folder, "index");
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true }))
    if (entry.isFile() && /^(catalog|manifest|frames|clips)/.test(entry.name))
      await copyFile(join(from, entry.name), join(to, entry.name));
  return to;
}

/** Serves an index until it is disposed, which is a SIGTERM that has to be obeyed; Windows has none and ends it there. */
export async function serveIndex(index: string, ...more: string[]): Promise<Served> {
  const args = ["serve", "--index", index, "--port", "0", "--json", ...more];
  const child = spawn(process.execPath, [join(packageRoot, "dist/src/cli/main.js"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let stdout = "";
    child.once("exit", (code) => reject(new Error(`kinodex serve ended with ${code}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes("\n")) resolve((JSON.parse(stdout) as { readonly url: string }).url);
    });
  });
  return {
    url,
    process: child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const exit = once(child, "exit") as Promise<[number | null]>;
      child.kill("SIGTERM");
      const [code] = await exit;
      if (code !== 0 && process.platform !== "win32") throw new Error(`kinodex serve ended with ${code} on SIGTERM`);
    },
  };
}

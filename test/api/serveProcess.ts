import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, type Client } from "../../src/client/client.js";
import { packageRoot } from "../../src/core/paths.js";
import { tinyFolder } from "../inference/fixtures.js";

export const main = join(packageRoot, "dist/src/cli/main.js");
export const env = { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu" };

/** `kinodex serve` in a process of its own, with the small model. */
export interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly client: Client;
}

export async function serve(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [main, "serve", "--json", "--port", "0", "--model", "test/tiny", ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes("\n")) resolve((JSON.parse(stdout) as { url: string }).url);
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${stderr}`)));
  });
  return { child, url, client: createClient({ url }) };
}

/** Ends a server and gives its exit code. */
export async function end({ child }: Started, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, "exit") as Promise<[number | null]>;
  child.kill(signal);
  return (await exit)[0];
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The processes that a process has started, and those that they have (Linux). */
export function descendantsOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return children.flatMap((child) => [Number(child), ...descendantsOf(Number(child))]);
  } catch {
    return []; // ended meanwhile
  }
}

/** The process that writes the index for a server (Linux). */
export function writerOf({ child }: Started): number | undefined {
  return descendantsOf(child.pid as number).find((pid) => commandOf(pid).includes("workerProcess.js"));
}

/** What a process was started with; empty once it has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/core/paths.js";
import { note } from "./note.js";

/** How a whole family of processes did. */
export interface TreeRun {
  readonly exitCode: number | null;
  readonly seconds: number;
  /** Most memory that the process and its descendants held together, page cache not counted. */
  readonly peakBytes: number;
  readonly stdout: string;
}

const sampleEveryMs = 50;

/** Whether memory and open files of processes can be read; where they cannot, says what is left out for it. */
export function canReadProcesses(bench: string): boolean {
  if (process.platform === "linux") return true;
  note(`${bench} is skipped: it reads /proc, which only Linux has`);
  return false;
}

/** Runs a command and watches its memory and that of all its descendants through /proc; without one, it reads as 0. */
export async function runAndWatch(command: string, args: readonly string[]): Promise<TreeRun> {
  const startedMs = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  let peakBytes = 0;
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, treeBytes(child.pid as number));
  }, sampleEveryMs);
  const exitCode = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  clearInterval(sampler);
  return { exitCode, seconds: (performance.now() - startedMs) / 1000, peakBytes, stdout };
}

/** Runs the command line as people run it, and throws unless it ends well. */
export async function runKinodex(args: readonly string[]): Promise<TreeRun> {
  const run = await runAndWatch(process.execPath, [join(packageRoot, "dist/src/cli/main.js"), ...args]);
  if (run.exitCode !== 0) throw new Error(`kinodex ${args.join(" ")} ended with code ${run.exitCode}`);
  return run;
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
}

function treeBytes(rootPid: number): number {
  if (process.platform !== "linux") return 0;
  const family = new Set([rootPid]);
  const rows = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => toRow(Number(name)));
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of rows) {
      if (!family.has(parent) || family.has(pid)) continue;
      family.add(pid);
      grown = true;
    }
  }
  return [...family].reduce((total, pid) => total + residentBytes(pid), 0);
}

function toRow(pid: number): ProcessRow[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return [{ pid, parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }];
  } catch {
    return []; // ended meanwhile
  }
}

/**
 * Anonymous and shared memory of one process: what is resident without the files it maps. What several processes share is split
 * among them, so that a child just forked does not count its parent's memory again.
 */
function residentBytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const kilobytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0);
    return 1024 * (kilobytes("Pss_Anon") + kilobytes("Pss_Shmem"));
  } catch {
    return 0;
  }
}

import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import type { Readable } from "node:stream";
import { KinodexError, toMessage } from "../core/errors.js";

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** Kills the child; reads and {@link SupervisedProcess.exit} then say `endedBy: "abort"`. */
  readonly signal?: AbortSignal | undefined;
  /** Longest time to spend waiting for the child, not counting the time its reader is busy. Default 10 minutes. */
  readonly timeoutMs?: number;
  /** Longest wait without a byte on any of its pipes. Default 60 seconds. */
  readonly stallTimeoutMs?: number;
  /** Where it runs. Default: where this process does. */
  readonly folder?: string | undefined;
  /** Called with each line of stderr, in order. */
  readonly onStderrLine?: (line: string) => void;
  /** Opens file descriptor 3 of the child as a second output and calls this with each of its lines. */
  readonly onSideLine?: (line: string) => void;
}

/** Why the child ended when it was not its own doing. */
export type EndedBy = "abort" | "timeout" | "stall" | "memory" | "reader";

export interface ProcessExit {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly endedBy: EndedBy | undefined;
  /** The last 4 KiB of stderr. */
  readonly stderrTail: string;
}

export interface SupervisedProcess extends AsyncDisposable {
  /** Pull-driven: the pipe is read only as far as asked, plus one 64 KiB buffer. Can be iterated once. */
  readonly stdout: AsyncIterable<Buffer>;
  /** Settles when the process is gone and its pipes are closed; never rejects. */
  readonly exit: Promise<ProcessExit>;
  /** Ends the child (SIGTERM, after two seconds SIGKILL) and waits until it is gone. */
  stop(): Promise<ProcessExit>;
}

const TICK_MS = 500;
/** The most memory of a process: twice what decoding the largest pictures takes. It is looked at where Linux tells it. */
const MAX_MEMORY_BYTES = 4 * 2 ** 30;
export const TOO_MUCH_MEMORY =
  "reading it takes more than 4 GiB of memory, the limit. Scale it down, or copy what matters into another file";
const KILL_GRACE_MS = 2_000;
const STDERR_TAIL_BYTES = 4_096;
const MAX_TAIL_LINE_CHARACTERS = 300;
const MAX_LINE_CHARACTERS = 4_096;

/**
 * Starts a child process without a shell and looks after it until it is gone.
 *
 * The child dies with this process even on `kill -9`, through the kernel's parent-death signal where `setpriv` exists
 * and through its broken pipe elsewhere. Memory is bounded whatever the child writes.
 *
 * @throws {KinodexError} `environment` when the program cannot be started, "interrupted" when `signal` is aborted already
 */
export async function superviseProcess(request: ProcessRequest): Promise<SupervisedProcess> {
  const prefix = await deathSignalPrefix();
  if (prefix.length > 0 && isAbsolute(request.command)) await checkExecutable(request.command);
  if (request.signal?.aborted) throw new KinodexError("interrupted", `${request.command} was not started: interrupted`);
  const [command = request.command, ...args] = [...prefix, request.command, ...request.args];
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe", request.onSideLine ? "pipe" : "ignore"],
    env: childEnvironment(),
    cwd: request.folder,
    windowsHide: true,
  });
  const stdout = child.stdout as Readable;
  let endedBy: EndedBy | undefined;
  let stderrTail = "";
  let isReaderWaiting = false;
  let waitedMs = 0;
  let idleMs = 0;

  const end = (reason: EndedBy): void => {
    if (endedBy !== undefined || child.exitCode !== null || child.signalCode !== null) return;
    endedBy = reason;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), KILL_GRACE_MS).unref();
  };
  const clock = setInterval(() => {
    void memoryOf(child.pid).then((bytes) => bytes > MAX_MEMORY_BYTES && end("memory"));
    if (!isReaderWaiting) return;
    waitedMs += TICK_MS;
    idleMs += TICK_MS;
    if (waitedMs >= (request.timeoutMs ?? 600_000)) end("timeout");
    else if (idleMs >= (request.stallTimeoutMs ?? 60_000)) end("stall");
  }, TICK_MS);
  const onAbort = (): void => end("abort");
  request.signal?.addEventListener("abort", onAbort, { once: true });

  readLines(child.stderr as Readable, (line) => {
    idleMs = 0;
    stderrTail = `${stderrTail}${line.slice(0, MAX_TAIL_LINE_CHARACTERS)}\n`.slice(-STDERR_TAIL_BYTES);
    request.onStderrLine?.(line);
  });
  if (request.onSideLine) {
    const { onSideLine } = request;
    readLines(child.stdio[3] as Readable, (line) => {
      idleMs = 0;
      onSideLine(line);
    });
  }

  const exit = new Promise<ProcessExit>((resolve) => {
    child.once("close", (exitCode, signal) => {
      clearInterval(clock);
      request.signal?.removeEventListener("abort", onAbort);
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, endedBy, stderrTail });
    });
  });
  const stop = async (): Promise<ProcessExit> => {
    end("reader");
    stdout.destroy(); // a pipe that nobody reads would never close
    return exit;
  };
  async function* chunks(): AsyncGenerator<Buffer> {
    const iterator = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      while (true) {
        isReaderWaiting = true;
        const next = await iterator.next();
        isReaderWaiting = false;
        idleMs = 0;
        // ffmpeg 7 and later writes on for a while when it is asked to end
        if (next.done || endedBy === "abort") break;
        yield next.value;
      }
      isReaderWaiting = true; // for the exit
    } finally {
      await iterator.return?.();
    }
  }

  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => {
      clearInterval(clock);
      reject(
        new KinodexError("environment", `Cannot start ${request.command}: ${cause.message}`, { ...request }, cause),
      );
    });
  });
  if (request.signal?.aborted) end("abort");
  child.on("error", () => {}); // a failed kill: the timers try again
  return {
    stdout: { [Symbol.asyncIterator]: chunks },
    exit,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/**
 * Runs a process to its end and collects what it writes.
 *
 * @throws {KinodexError} `media` when it writes more than `maxOutputBytes`, takes too long or stalls; "interrupted"
 */
export async function runToEnd(
  request: ProcessRequest,
  maxOutputBytes = 4 * 1024 * 1024,
): Promise<ProcessExit & { readonly stdout: Buffer }> {
  await using child = await superviseProcess(request);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of child.stdout) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxOutputBytes)
      throw new KinodexError("media", `${request.command} wrote more than ${maxOutputBytes} bytes`, {
        args: request.args,
      });
    chunks.push(chunk);
  }
  const exit = await child.exit;
  if (exit.endedBy === "abort") throw new KinodexError("interrupted", `${request.command} was interrupted`);
  if (exit.endedBy === "memory") throw new KinodexError("media", `${request.command}: ${TOO_MUCH_MEMORY}`, { ...exit });
  if (exit.endedBy !== undefined)
    throw new KinodexError("media", `${request.command} gave no result in time (${exit.endedBy})`, { ...exit });
  return { ...exit, stdout: Buffer.concat(chunks) };
}

/** What a process has in memory; 0 where the system does not say. */
async function memoryOf(processId: number | undefined): Promise<number> {
  if (process.platform !== "linux") return 0;
  const status = await readFile(`/proc/${processId}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Splits a stream into lines and never holds more than one of bounded length. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    rest = (lines.pop() ?? "").slice(0, MAX_LINE_CHARACTERS);
    for (const line of lines) if (line !== "") onLine(line);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
  stream.on("error", () => {}); // the exit status speaks for the child
}

/** FFREPORT would make ffmpeg write files of its own; messages are parsed, so they must be plain English. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { FFREPORT: _, ...environment } = process.env;
  return { ...environment, AV_LOG_FORCE_NOCOLOR: "1", LC_ALL: "C" };
}

/** Behind `setpriv` a missing program would look like one that failed. */
async function checkExecutable(command: string): Promise<void> {
  await access(command, constants.X_OK).catch((cause: unknown) => {
    throw new KinodexError("environment", `Cannot start ${command}: ${toMessage(cause)}`, { command }, cause);
  });
}

let prefixOnce: Promise<readonly string[]> | undefined;

/** `setpriv` of util-linux 2.33 and later sets PR_SET_PDEATHSIG and becomes the program by exec. */
function deathSignalPrefix(): Promise<readonly string[]> {
  prefixOnce ??= new Promise((resolve) => {
    if (process.platform !== "linux") return resolve([]);
    const prefix = ["setpriv", "--pdeathsig", "KILL"];
    const trial = spawn("setpriv", ["--pdeathsig", "KILL", "true"], { stdio: "ignore" });
    trial.once("error", () => resolve([]));
    trial.once("exit", (exitCode) => resolve(exitCode === 0 ? prefix : []));
  });
  return prefixOnce;
}

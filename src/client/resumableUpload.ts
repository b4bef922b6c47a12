import { ProblemError } from "./problemError.js";

/** How a file is sent. */
export interface ResumableOptions {
  readonly signal?: AbortSignal;
  /** Where an earlier call began this upload, as `onCreated` told. */
  readonly location?: string;
  /** Tells where the upload lies, to go on with it after a restart. */
  readonly onCreated?: (location: string) => void;
  readonly onProgress?: (sentBytes: number) => void;
  /** The connection is lost, or the server has no time; it is tried again after a while. */
  readonly onWaiting?: (error: unknown, waitSeconds: number) => void;
  /** First part; later ones grow while they take less than a second. */
  readonly partBytes?: number;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

const version = { "Tus-Resumable": "1.0.0" };
const largestPartBytes = 32 * 2 ** 20;
const maxWaitSeconds = 30;

/**
 * Sends a file by the tus protocol 1.0 (creation): in parts, each from where the server says that it is. What may pass
 * is waited for until `signal` aborts; a refusal for good rejects with its {@link ProblemError}.
 */
export async function uploadResumably(send: Send, file: Blob, name: string, options: ResumableOptions = {}) {
  const { signal, onProgress, onCreated, onWaiting } = options;
  const request = (path: string, method: string, headers: Record<string, string>, body?: Blob) =>
    send(path, {
      method,
      headers: { ...version, ...headers },
      ...(body ? { body } : {}),
      ...(signal ? { signal } : {}),
    });

  let { location } = options;
  let offset: number | undefined;
  let partBytes = options.partBytes ?? 2 ** 20;
  for (let failures = 0; ;) {
    try {
      if (location !== undefined && offset === undefined) {
        const received = await lookUp(request, location);
        if (received && received.offset >= file.size) return received.jobId;
        offset = received?.offset;
      }
      if (location === undefined || offset === undefined) {
        const metadata = `filename ${toBase64(name)}`;
        const created = await request("/v1/uploads", "POST", {
          "Upload-Length": String(file.size),
          "Upload-Metadata": metadata,
        });
        [location, offset] = [created.headers.get("Location") ?? "", 0];
        onCreated?.(location);
      }
      onProgress?.(offset);
      const startedMs = performance.now();
      const part = file.slice(offset, offset + partBytes);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await request(location, "PATCH", headers, part);
      offset = Number(answer.headers.get("Upload-Offset"));
      onProgress?.(offset);
      failures = 0;
      if (offset >= file.size) return jobOf(answer);
      if (performance.now() - startedMs < 1000) partBytes = Math.min(largestPartBytes, partBytes * 2);
    } catch (error) {
      if (signal?.aborted || !mayPass(error)) throw error;
      offset = undefined; // how much of the part arrived is for the server to say
      failures += 1;
      const retryAfterSeconds = error instanceof ProblemError ? error.retryAfterSeconds : undefined;
      const waitSeconds = retryAfterSeconds ?? Math.min(maxWaitSeconds, 2 ** (failures - 1));
      onWaiting?.(error, waitSeconds);
      await pause(waitSeconds * 1000, signal);
    }
  }
}

const jobOf = ({ headers }: Response): string => headers.get("Kinodex-Job") ?? "";

/** How much of an upload the server has, and the job once that is all; undefined where it no longer knows of it. */
async function lookUp(
  request: (path: string, method: string, headers: Record<string, string>) => Promise<Response>,
  location: string,
): Promise<{ readonly offset: number; readonly jobId: string } | undefined> {
  try {
    const answer = await request(location, "HEAD", {});
    return { offset: Number(answer.headers.get("Upload-Offset")), jobId: jobOf(answer) };
  } catch (error) {
    if (error instanceof ProblemError && [403, 404, 410].includes(error.problem.status)) return undefined;
    throw error;
  }
}

/** Lost connections, another writer that has not let go yet, and a server that is busy. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return true;
  const { status } = error.problem;
  return [409, 423, 429, 502, 503, 504].includes(status);
}

function toBase64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

import { ProblemError } from "../../client/client.js";
import { kinodex, toComplaint } from "../service.js";
import { createStore } from "../store.js";

/** A file on its way to the server; it goes on while other pages are shown. */
export interface Upload {
  readonly uploadId: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly state: "sending" | "waiting" | "failed";
  readonly detail?: string;
  readonly cancel: () => void;
}

export const uploads = createStore<readonly Upload[]>([]);

const atOnce = 2;
let running = 0;
let nextId = 0;
const queue: (() => void)[] = [];

/** Sends files, a few at a time. */
export function sendFiles(files: readonly File[]): void {
  for (const file of files) {
    const uploadId = (nextId += 1);
    const abort = new AbortController();
    const cancel = () => {
      abort.abort();
      uploads.set(uploads.get().filter((upload) => upload.uploadId !== uploadId));
    };
    const { name, size: sizeBytes } = file;
    uploads.set([...uploads.get(), { uploadId, name, sizeBytes, sentBytes: 0, state: "sending", cancel }]);
    queue.push(() => void send(file, uploadId, abort.signal));
  }
  startNext();
}

function startNext(): void {
  while (running < atOnce && queue.length > 0) {
    running += 1;
    queue.shift()?.();
  }
}

async function send(file: File, uploadId: number, signal: AbortSignal): Promise<void> {
  const change = (changes: Partial<Upload>) =>
    uploads.set(uploads.get().map((upload) => (upload.uploadId === uploadId ? { ...upload, ...changes } : upload)));
  // The same file that is chosen again after the page was closed goes on where it was.
  const memory = `kinodex upload ${file.name} ${file.size} ${file.lastModified}`;
  const location = localStorage.getItem(memory);
  try {
    signal.throwIfAborted();
    await kinodex.uploadResumably(file, file.name, {
      signal,
      ...(location === null ? {} : { location }),
      onCreated: (created) => localStorage.setItem(memory, created),
      onProgress: (sentBytes) => change({ sentBytes, state: "sending", detail: "" }),
      onWaiting: (error, seconds) =>
        change({ state: "waiting", detail: `${toComplaint(error).title}; trying again in ${seconds} s` }),
    });
    localStorage.removeItem(memory);
    uploads.set(uploads.get().filter((upload) => upload.uploadId !== uploadId));
  } catch (error) {
    if (error instanceof ProblemError) localStorage.removeItem(memory);
    if (!signal.aborted) change({ state: "failed", detail: toComplaint(error).detail });
  } finally {
    running -= 1;
    startNext();
  }
}

import { Server } from "@tus/server";
import type { Request, RequestHandler, Response } from "express";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { PassThrough, pipeline, Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { JobNews } from "../../app/jobService.js";
import type { ApiContext } from "../context.js";
import { ApiError } from "../problem.js";
import { requirePreset } from "../requirePreset.js";
import type { FinishedUpload } from "./finishedUploads.js";

/** Where uploads are made and continued. */
export const uploadsPath = "/v1/uploads";

const methods = new Set(["POST", "HEAD", "PATCH", "DELETE", "OPTIONS"]);
const methodsWithBody = new Set(["POST", "PATCH"]);

/**
 * Uploads that can be resumed, by the tus protocol 1.0 (creation, termination, expiration).
 *
 * `Upload-Metadata` names the file (`filename`) and may name a `pipeline`. A whole file is stored and queued, and the
 * last answer tells the job in `Kinodex-Job`, as does `HEAD` afterwards.
 */
export function createResumableUploads({ uploads, jobs, settings, metrics }: ApiContext): RequestHandler {
  const queue = async ({ path, pipeline: preset }: FinishedUpload): Promise<JobNews | undefined> =>
    (await jobs.add([{ kind: "index", path, pipeline: preset, source: "upload" }]))[0];
  /** What a sender is told who did not hear the last answer; the file is queued where that failed then. */
  const tellFinished = async (upload: FinishedUpload, response: Response): Promise<void> => {
    const known = (await jobs.list({ limit: 100_000 })).find(({ path }) => path === upload.path);
    const job = known ?? (existsSync(upload.path) ? await queue(upload) : undefined);
    const length = String(upload.sizeBytes);
    const headers = { "Tus-Resumable": "1.0.0", "Upload-Offset": length, "Upload-Length": length, ...toJobHeader(job) };
    response.status(200).set(headers).set("Cache-Control", "no-store").end();
  };
  const tus = new Server({
    path: uploadsPath,
    datastore: uploads.resumable,
    maxSize: settings.limits.uploadBytes,
    relativeLocation: true,
    allowedOrigins: () => false,
    disableTerminationForFinishedUploads: true,
    async onUploadCreate(_request, { size, metadata }) {
      if (!size)
        throw refuse(new ApiError(400, "upload-length", "Say how long the upload is: Upload-Length, above 0."));
      await uploads.requireRoom(size).catch((error: unknown) => {
        throw refuse(error);
      });
      try {
        requirePreset(metadata?.["pipeline"] ?? settings.pipeline);
      } catch (error) {
        throw refuse(error);
      }
      return {};
    },
    async onUploadFinish(_request, { id, size, metadata }) {
      const received = join(uploads.resumable.directory, id);
      const path = await uploads.store(received, metadata?.["filename"] ?? "video");
      const upload = { sizeBytes: size ?? 0, path, pipeline: metadata?.["pipeline"] ?? settings.pipeline };
      await uploads.finished.note(id, upload);
      await rm(`${received}.json`, { force: true });
      metrics.uploadedBytes.inc(upload.sizeBytes);
      return { headers: toJobHeader(await queue(upload)) };
    },
  });

  return async (request, response) => {
    response.locals["route"] = uploadsPath;
    if (!methods.has(request.method))
      throw new ApiError(405, "method-not-allowed", "Use POST, HEAD, PATCH, DELETE or OPTIONS here.", {
        headers: { Allow: [...methods].join(", ") },
      });
    const finished = request.method === "HEAD" && (await uploads.finished.find(basename(request.path)));
    if (finished) return tellFinished(finished, response);
    // tus may answer before it has read the body: what is left must not keep the connection's next request waiting.
    const body = methodsWithBody.has(request.method) ? new PassThrough() : undefined;
    if (body) pipeline(request, body, () => {});
    try {
      await send(await tus.handleWeb(toWebRequest(request, body)), response);
    } finally {
      if (body) request.unpipe(body);
      request.resume();
    }
  };
}

function toJobHeader(job: JobNews | undefined): Record<string, string> {
  return job ? { "Kinodex-Job": job.jobId } : {};
}

/** tus sends what it is thrown as a status and a text. */
function refuse(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  return Object.assign(error, { status_code: error.status, body: error.message });
}

function toWebRequest(request: Request, content: Readable | undefined): globalThis.Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  const body = content && (Readable.toWeb(content) as ReadableStream<Uint8Array>);
  const url = new URL(request.originalUrl, "http://localhost");
  return new globalThis.Request(url, {
    method: request.method,
    headers,
    ...(body ? { body, duplex: "half" } : {}),
  });
}

async function send(answer: globalThis.Response, response: Response): Promise<void> {
  // Which pages may read it is said for all answers alike.
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !name.startsWith("access-control-")));
  const { status } = answer;
  if (status < 400) {
    response.status(status).set(headers).end();
    return;
  }
  delete headers["content-length"];
  delete headers["content-type"];
  const detail = (await answer.text()).trim().split("\n")[0] ?? "";
  if (status === 507) throw new ApiError(507, "no-room", detail, { headers });
  if (status === 501) throw new ApiError(400, "unsupported", detail, { headers });
  // The rest are files that cannot be written, or a second writer of the same upload.
  if (status >= 500) throw new ApiError(503, "upload-failed", "The upload could not be received now.", { headers });
  throw new ApiError(status, "upload", detail, { headers });
}

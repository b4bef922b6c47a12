import type { Request, Response } from "express";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { ApiError } from "../problem.js";

/** A file to send, and what it must still be. */
export interface FileToSend {
  readonly path: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** Changes whenever the bytes do. */
  readonly tag: string;
}

/**
 * Sends a file or one range of it, and lets go of it however the sending ends.
 *
 * A request for several ranges gets the whole file, as RFC 9110 allows.
 */
export async function sendFile(request: Request, response: Response, file: FileToSend): Promise<void> {
  const { path, type, sizeBytes, tag } = file;
  const etag = `"${tag}"`;
  response.set({
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=86400",
    "Content-Type": type,
  });
  if (request.headers["if-none-match"] === etag) {
    response.status(304).end();
    return;
  }
  const ifRange = request.headers["if-range"];
  const header = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
  const range = toRange(header, sizeBytes);
  if (range === "unsatisfiable")
    throw new ApiError(416, "range", `The file has ${sizeBytes} bytes.`, {
      headers: { "Content-Range": `bytes */${sizeBytes}` },
    });
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
  if (range) response.status(206).set("Content-Range", `bytes ${start}-${end}/${sizeBytes}`);
  response.set("Content-Length", String(end - start + 1));
  if (request.method === "HEAD" || sizeBytes === 0) {
    response.end();
    return;
  }
  await using handle = await open(path).catch(() => {
    throw new ApiError(404, "file-gone", "The video's file is no longer where it was indexed.");
  });
  const { size } = await handle.stat();
  if (size !== sizeBytes) throw new ApiError(404, "file-gone", "The video's file has changed since it was indexed.");
  // The pipeline destroys the stream, and that closes the descriptor, when the caller leaves.
  await pipeline(handle.createReadStream({ start, end, highWaterMark: 256 * 1024, autoClose: true }), response);
}

/** The one range that a header asks for; undefined where it is to be ignored. */
export function toRange(
  header: string | undefined,
  sizeBytes: number,
): { readonly start: number; readonly end: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (!match) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Number(last);
    return length === 0 ? "unsatisfiable" : { start: Math.max(0, sizeBytes - length), end: sizeBytes - 1 };
  }
  const [start, end] = [Number(first), last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)];
  if (last !== "" && Number(last) < start) return undefined;
  return start >= sizeBytes ? "unsatisfiable" : { start, end };
}

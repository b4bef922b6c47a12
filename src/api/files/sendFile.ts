import type { Request, Response } from "express";
import { ApiError } from "../problem.js";

/** A file to send. */
export interface FileToSend {
  readonly path: string;
  readonly type: string;
  /** Changes whenever the bytes do. */
  readonly tag: string;
}

/**
 * Sends a file, or the one range of it that is asked for, where it has changed since the caller had it (RFC 9110). Its
 * descriptor is let go of however the sending ends.
 */
export async function sendFile(request: Request, response: Response, { path, type, tag }: FileToSend): Promise<void> {
  const etag = `"${tag}"`;
  response.set({ ETag: etag, "Cache-Control": "private, max-age=86400", "Content-Type": type });
  if (!isSameFile(request.get("If-Range"), etag) || isBackwards(request.get("Range"))) delete request.headers.range;
  const options = { etag: false, cacheControl: false, dotfiles: "allow", highWaterMark: 256 * 1024 } as const;
  await new Promise<void>((resolve, reject) => {
    response.sendFile(path, options, (error?: Error) => (error ? reject(toRefusal(error)) : resolve()));
  });
}

/** Whether a range of the file that the caller has a part of can be sent. Tags are compared strongly; dates are left to Express. */
function isSameFile(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag || !/^(?:W\/)?"/.test(ifRange);
}

/** A range that ends before it starts is to be ignored; Express takes it for one beyond the end. */
function isBackwards(range = ""): boolean {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  return first !== undefined && Number(last) < Number(first);
}

function toRefusal(error: Error & { readonly status?: number; readonly headers?: Record<string, string> }): Error {
  const { status, headers = {} } = error;
  if (status === 404) return new ApiError(404, "file-gone", "The video's file is no longer where it was indexed.");
  if (status === 412) return new ApiError(412, "changed", "The file is not the one that the condition names.");
  if (status === 416) {
    const sizeBytes = headers["Content-Range"]?.split("/")[1];
    return new ApiError(416, "range", `The file has ${sizeBytes} bytes: ask for a range of these.`, { headers });
  }
  return error;
}

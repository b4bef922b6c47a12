import cors from "cors";
import type { RequestHandler } from "express";
import { KinodexError } from "../../core/errors.js";

/** What a page needs to send: a key, ranges and conditions, and uploads in parts. */
const allowedHeaders =
  `Authorization Content-Type Range If-Match If-None-Match If-Modified-Since If-Unmodified-Since If-Range
  Tus-Resumable Upload-Length Upload-Metadata Upload-Offset`.split(/\s+/);

/** What a page may read beside what every page may. */
const exposedHeaders =
  `Accept-Ranges Content-Disposition Content-Length Content-Range ETag Location Retry-After X-Request-Id
  Kinodex-Job Kinodex-Left-Out Tus-Resumable Tus-Version Tus-Extension Tus-Max-Size Upload-Length Upload-Offset
  Upload-Expires`.split(/\s+/);

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Lets pages of named origins read the answers of this server and send what it takes, and answers what browsers ask before
 * they send it (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). Cookies of this server are not sent along: such a
 * page shows a key, where one is needed.
 */
export function createAllowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  const allow = cors({ origin: [...origins], methods, allowedHeaders, exposedHeaders, maxAge: 7200 });
  return (request, response, next) => {
    const isPreflight = request.method === "OPTIONS" && "access-control-request-method" in request.headers;
    // Any other OPTIONS asks what there is: it is for the routes.
    if (request.method === "OPTIONS" && !isPreflight) response.vary("Origin");
    else if (!isPreflight || origins.includes(request.headers.origin ?? "")) return allow(request, response, next);
    next();
  };
}

/**
 * An origin as browsers write it.
 *
 * @throws {KinodexError} `usage` for what is none: a path, a wildcard, no scheme
 */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol) && /^[^:]+:\/\/[^/?#@*]+\/?$/.test(text)) return url.origin;
  throw new KinodexError(
    "usage",
    `"${text}" is no origin: name one like https://editor.example or http://localhost:3000`,
    {
      text,
    },
  );
}

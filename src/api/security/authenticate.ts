import type { Request, RequestHandler } from "express";
import { isLoopback } from "../../core/loopback.js";
import { ApiError } from "../problem.js";
import type { ServerSettings } from "../settings.js";
import { allows, type KeyStore, type Scope } from "./keys.js";
import type { TakeToken } from "./rateLimit.js";

/** Lets a request pass that may do what `scope` names. */
export type Authorize = (scope: Scope) => RequestHandler;

export const sessionCookie = "kinodex_key";

export interface AuthenticationSettings {
  readonly keys: KeyStore;
  /** Without, whoever reaches the server may do everything; it then listens on a loopback address. */
  readonly keyNeeded: boolean;
  readonly takeToken: TakeToken;
}

/** Asks for a key in `Authorization: Bearer`, or in the cookie that `/v1/session` sets, and counts what it is used for. */
export function createAuthorize({ keys, keyNeeded, takeToken }: AuthenticationSettings): Authorize {
  return (scope) => (request, _response, next) => {
    if (!keyNeeded) return next();
    const shown = keyOf(request);
    const key = shown === undefined ? undefined : keys.find(shown);
    // An address that guesses has an allowance as well.
    takeToken(key?.keyId ?? `address ${request.socket.remoteAddress}`);
    if (!key) {
      throw new ApiError(401, "no-key", "This needs an API key: send it as Authorization: Bearer KEY.", {
        headers: { "WWW-Authenticate": 'Bearer realm="kinodex"' },
      });
    }
    if (!allows(key.scope, scope))
      throw new ApiError(403, "scope", `This needs a key of scope ${scope}; yours is ${key.scope}.`);
    next();
  };
}

/** The key that a request shows. */
export function keyOf(request: Request): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const cookies = (request.headers.cookie ?? "").split(/; */).map((pair) => pair.split("="));
  return cookies.find(([name]) => name === sessionCookie)?.[1];
}

/**
 * Refuses what a web page of another site makes a browser send: a host name that is not this server's own, where it
 * listens for this machine alone (DNS rebinding), and requests across origins, but for those of the origins that are
 * allowed.
 */
export function createOriginCheck({
  isLoopbackOnly,
  allowOrigins,
}: Pick<ServerSettings, "allowOrigins"> & { readonly isLoopbackOnly: boolean }): RequestHandler {
  return (request, _response, next) => {
    const host = request.headers.host ?? "";
    if (!/^[\w.:[\]-]{1,255}$/.test(host)) throw new ApiError(400, "host", "The request names no host.");
    if (isLoopbackOnly && !isLoopback(host.replace(/:\d+$/, "")))
      throw new ApiError(403, "host", "This server answers on localhost only.");
    const { origin, "sec-fetch-site": site } = request.headers;
    if (origin !== undefined && allowOrigins.includes(origin)) return next();
    const isForeign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
    // Links from elsewhere to the pages are fine; only a browser that follows one sends "cross-site" with "navigate".
    const isFollowed = request.method === "GET" && request.headers["sec-fetch-mode"] === "navigate";
    if (isForeign || (site !== undefined && !["same-origin", "none"].includes(site) && !isFollowed))
      throw new ApiError(
        403,
        "cross-origin",
        "Pages of other sites may not use this server, unless it was started with --allow-origin for them.",
      );
    next();
  };
}

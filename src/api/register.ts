import express, { type RequestHandler, type Router } from "express";
import type { z } from "zod";
import { toEntityTag } from "./entityTag.js";
import { toRefusal, type RequestPart } from "./faults.js";
import { ApiError } from "./problem.js";
import type { BodySpec, Reply, Route } from "./route.js";
import type { Authorize } from "./security/authenticate.js";
import { checkJsonDepth } from "./security/jsonDepth.js";
import type { Limits } from "./settings.js";

/** What every route is served with. */
export interface RouteSettings {
  readonly limits: Limits;
  readonly authorize: Authorize;
  /** Aborts when the server shuts down. */
  readonly shutdown: AbortSignal;
}

/** Serves routes: who calls is checked first, then what is asked, then the handler runs. */
export function registerRoutes(router: Router, routes: readonly Route[], settings: RouteSettings): void {
  const signalOf = createSignals(settings.shutdown);
  const methodsOf = new Map<string, Set<string>>();
  for (const route of routes) {
    const path = toExpressPath(route.path);
    const methods = methodsOf.get(path) ?? new Set();
    methodsOf.set(path, methods.add(route.method.toUpperCase()));
    router[route.method](path, ...toHandlers(route, settings, signalOf));
  }
  for (const [path, methods] of methodsOf) router.all(path, refuseMethod([...methods]));
}

/** Answers 405, and OPTIONS, with the methods that a path has. */
export function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return (request, response) => {
    if (request.method !== "OPTIONS")
      throw new ApiError(405, "method-not-allowed", `${request.method} is not allowed here: use ${allow}.`, {
        headers: { Allow: allow },
      });
    response.set("Allow", allow).status(204).end();
  };
}

function toExpressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function toHandlers(
  route: Route,
  { limits, authorize }: RouteSettings,
  signalOf: (response: express.Response) => AbortSignal,
): RequestHandler[] {
  const { scope, body } = route;
  const handle: RequestHandler = async (request, response) => {
    response.locals["route"] = route.path;
    const reply = await route.handle({
      params: check(route.params, request.params, "path"),
      query: check(route.query, request.query, "query"),
      body: body?.kind === "json" ? check(body.schema, request.body, "body") : (request.body as unknown),
      request,
      response,
      signal: signalOf(response),
    });
    if (reply) send(response, reply, route.method === "get");
  };
  return [
    ...(scope === undefined ? [] : [authorize(scope)]),
    ...(body ? [requireType(body), ...readerOf(body, limits)] : []),
    handle,
  ];
}

/** Gives each answer a signal that aborts when the connection closes before it is complete, or with `shutdown`. */
function createSignals(shutdown: AbortSignal): (response: express.Response) => AbortSignal {
  const open = new Set<AbortController>(); // a listener on `shutdown` for each would be looked for among all of them
  shutdown.addEventListener("abort", () => {
    for (const abort of open) abort.abort(shutdown.reason);
  });
  return (response) => {
    const abort = new AbortController();
    open.add(abort);
    response.once("close", () => {
      open.delete(abort);
      if (!response.writableFinished) abort.abort(new ApiError(499, "closed", "The caller has left."));
    });
    if (shutdown.aborted) abort.abort(shutdown.reason);
    return abort.signal;
  };
}

function requireType(body: BodySpec): RequestHandler {
  const types = body.kind === "json" ? ["application/json"] : [...body.types];
  return (request, _response, next) => {
    if (!request.is(types))
      throw new ApiError(415, "unsupported-media-type", `Send a body of type ${types.join(", ")}.`);
    next();
  };
}

function readerOf(body: BodySpec, { jsonBytes, jsonDepth, pictureBytes }: Limits): RequestHandler[] {
  if (body.kind === "stream") return [];
  if (body.kind === "picture") return [express.raw({ type: () => true, limit: pictureBytes, inflate: false })];
  return [
    express.json({
      type: () => true,
      limit: jsonBytes,
      inflate: false,
      verify: (_request, _response, bytes) => checkJsonDepth(bytes, jsonDepth),
    }),
  ];
}

function check(schema: z.ZodType | undefined, value: unknown, part: RequestPart): unknown {
  if (!schema) return undefined;
  const { data, error } = schema.safeParse(value, { reportInput: true });
  if (error) throw toRefusal(schema, error, part);
  return data;
}

/** Sends a reply. What is read is tagged, and not sent again to a caller who has it; see `Response.send` of Express. */
function send(response: express.Response, { status = 200, body, headers = {} }: Reply, isRead: boolean): void {
  response.status(status);
  if (body === undefined) {
    response.set(headers).end();
    return;
  }
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  const content = isRaw ? body : JSON.stringify(body);
  if (!isRaw) response.type("json");
  if (isRead) response.set({ "Cache-Control": "private, no-cache", ETag: toEntityTag(content) });
  response.set(headers).send(content);
}

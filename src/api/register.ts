import express, { type Request, type RequestHandler, type Router } from "express";
import type { z } from "zod";
import { ApiError, type Problem } from "./problem.js";
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
  const methodsOf = new Map<string, Set<string>>();
  for (const route of routes) {
    const path = toExpressPath(route.path);
    const methods = methodsOf.get(path) ?? new Set();
    methodsOf.set(path, methods.add(route.method.toUpperCase()));
    router[route.method](path, ...toHandlers(route, settings));
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

function toHandlers(route: Route, { limits, authorize, shutdown }: RouteSettings): RequestHandler[] {
  const { scope, body } = route;
  const handle: RequestHandler = async (request, response) => {
    response.locals["route"] = route.path;
    const signal = AbortSignal.any([shutdown, signalOf(request, response)]);
    const reply = await route.handle({
      params: check(route.params, request.params, "path"),
      query: check(route.query, request.query, "query"),
      body: body?.kind === "json" ? check(body.schema, request.body, "body") : (request.body as unknown),
      request,
      response,
      signal,
    });
    if (reply) send(response, reply);
  };
  return [
    ...(scope === undefined ? [] : [authorize(scope)]),
    ...(body ? [requireType(body), ...readerOf(body, limits)] : []),
    handle,
  ];
}

/** Aborts when the connection closes before the answer is complete. */
function signalOf(_request: Request, response: express.Response): AbortSignal {
  const abort = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) abort.abort(new ApiError(499, "closed", "The caller has left."));
  });
  return abort.signal;
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

function check(schema: z.ZodType | undefined, value: unknown, part: "path" | "query" | "body"): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map((issue): { at: string; message: string } => ({
    at: [part, ...issue.path].map(String).join(".").slice(0, 200),
    message: issue.message.slice(0, 300),
  }));
  throw new ApiError(400, "invalid-request", toSentence(errors), { errors });
}

function toSentence(errors: NonNullable<Problem["errors"]>): string {
  const [first] = errors;
  return `${first?.at}: ${first?.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ""}`;
}

function send(response: express.Response, { status = 200, body, headers = {} }: Reply): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else if (typeof body === "string" || Buffer.isBuffer(body)) response.send(body);
  else response.json(body);
}

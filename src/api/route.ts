import type { Request, Response } from "express";
import type { z } from "zod";
import type { Scope } from "./security/keys.js";

/** What a route answers; `undefined` where the handler has written to the response itself. */
export interface Reply {
  readonly status?: number;
  /** Sent as JSON; a string or a buffer as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body that a route takes. */
export type BodySpec<Schema extends z.ZodType = z.ZodType> =
  /** Read, bounded, and checked. */
  | { readonly kind: "json"; readonly schema: Schema }
  /** Read as bytes, bounded by the limit for pictures. */
  | { readonly kind: "picture"; readonly types: readonly string[] }
  /** Left to the handler to stream. */
  | { readonly kind: "stream"; readonly types: readonly string[] };

/** One way of an answer, for the description. */
export interface ResponseSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default `application/json`. */
  readonly type?: string | readonly string[];
}

/** A request whose parts have been checked. */
export interface Checked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  readonly response: Response;
  /** Aborts when the caller leaves or the server shuts down. */
  readonly signal: AbortSignal;
}

/** A route: what it takes, what it answers, and what it does. The description is made from the same schemas. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** What programs call it: the operation's id in the description. */
  readonly name: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As OpenAPI writes it: `/v1/videos/{videoId}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Undefined where no key is ever asked for. */
  readonly scope: Scope | undefined;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: BodySpec<Body>;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  handle(
    checked: Checked<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<Reply | undefined> | Reply | undefined;
}

/** Lets the types of a route's handler follow from its schemas. */
export function defineRoute<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  route: Route<Params, Query, Body>,
): Route {
  return route;
}

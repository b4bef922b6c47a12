import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** The server that answers a request: the one that is asked, or the one that it sends to for large files. */
export type HubHost = "hub" | "cdn";

/** Something that a server does wrong. */
export type Fault = FaultTarget & FaultKind;

interface FaultTarget {
  /** Requests for which it does so, by their decoded path without the query. */
  readonly path: RegExp;
  /** Default: whichever is asked. */
  readonly host?: HubHost;
  /** How many requests it goes wrong for, the first ones. Default: all. */
  readonly times?: number;
}

type FaultKind =
  /** Refuses, as the hub words it: 401 no token, 403 a gated repository, 404 not there, 429 too many requests. */
  | { readonly kind: "status"; readonly status: RefusalStatus; readonly retryAfterSeconds?: number }
  /** Takes the request and never answers. */
  | { readonly kind: "silent" }
  /** Answers with a page of HTML and status 200. */
  | { readonly kind: "garbage" }
  /** Sends so many bytes a second. */
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  /** Sends this many bytes of the content and says that these are all. */
  | { readonly kind: "short"; readonly bytes: number }
  /** Sends this many bytes more than there are. */
  | { readonly kind: "long"; readonly bytes: number }
  /** Sends other bytes of the same length. */
  | { readonly kind: "wrong" }
  /** Destroys the connection after so many bytes of the content. */
  | { readonly kind: "cut"; readonly afterBytes: number };

export type RefusalStatus = keyof typeof refusals;

/** What a server has to say: a body, or none for a redirect. */
export interface HubAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
}

const refusals = {
  401: ["", "Invalid username or password."],
  403: ["GatedRepo", "Access to this model is restricted and you are not in the authorized list."],
  404: ["EntryNotFound", "Entry not found"],
  429: ["", "We had to rate limit your IP."],
  500: ["", "Internal Error - We're working hard to fix this as soon as possible!"],
  503: ["", "Service Unavailable"],
} as const;

/** A refusal in the hub's form. */
export function refuse(
  status: RefusalStatus,
  [code, message]: readonly [code: string, message: string] = refusals[status],
): HubAnswer {
  const headers = { ...(code && { "x-error-code": code }), "x-error-message": message };
  return toJson(status, { error: message }, headers);
}

export function toJson(status: number, content: object, headers: OutgoingHttpHeaders = {}): HubAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: Buffer.from(JSON.stringify(content)),
  };
}

/** Decides which requests go wrong. */
export interface FaultPlan {
  /** What goes wrong with this request, which counts as one of those that did. */
  take(path: string, host: HubHost, answer: HubAnswer): Fault | undefined;
}

/** @param faults read at each request, so that a test can add and remove some; the first that fits counts. */
export function createFaultPlan(faults: readonly Fault[]): FaultPlan {
  const taken = new Map<Fault, number>();
  return {
    take(path, host, answer) {
      const fault = faults.find(
        (candidate) =>
          candidate.path.test(path) &&
          (candidate.host ?? host) === host &&
          (taken.get(candidate) ?? 0) < (candidate.times ?? Number.POSITIVE_INFINITY) &&
          (answer.body !== undefined || !needsBody(candidate)),
      );
      if (fault) taken.set(fault, (taken.get(fault) ?? 0) + 1);
      return fault;
    },
  };
}

function needsBody({ kind }: Fault): boolean {
  return ["slow", "short", "long", "wrong", "cut"].includes(kind);
}

/** Clients throw away what they have not read yet when a connection breaks: so long they have to read it. */
const receiptMs = 50;

/** Sends an answer, with what goes wrong with it. */
export async function send(response: ServerResponse, answer: HubAnswer, fault: Fault | undefined): Promise<void> {
  const { status, headers, body = Buffer.alloc(0) } = answer;
  switch (fault?.kind) {
    case undefined:
      return sendWhole(response, answer);
    case "silent":
      return;
    case "status": {
      const { retryAfterSeconds } = fault;
      const refusal = refuse(fault.status);
      const retry = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
      return sendWhole(response, { ...refusal, headers: { ...refusal.headers, ...retry } });
    }
    case "garbage": {
      const page = Buffer.from(
        "<!doctype html><title>Welcome</title><p>Please accept the terms of this network.</p>\n",
      );
      return sendWhole(response, { status: 200, headers: { "content-type": "text/html" }, body: page });
    }
    case "short":
      return sendWhole(response, { ...answer, body: body.subarray(0, fault.bytes) });
    case "long":
      return sendWhole(response, { ...answer, body: Buffer.concat([body, Buffer.alloc(fault.bytes)]) });
    case "wrong":
      return sendWhole(response, { ...answer, body: body.map((byte) => 255 - byte) });
    case "cut":
      response.writeHead(status, { ...headers, "content-length": body.length });
      response.write(body.subarray(0, fault.afterBytes));
      await delay(receiptMs, undefined, { ref: false });
      response.destroy();
      return;
    case "slow":
      response.writeHead(status, { ...headers, "content-length": body.length });
      return trickle(response, body, fault.bytesPerSecond);
  }
}

function sendWhole(response: ServerResponse, { status, headers, body }: HubAnswer): void {
  response.writeHead(status, { ...headers, "content-length": body?.length ?? 0 });
  response.end(body);
}

async function trickle(response: ServerResponse, body: Uint8Array, bytesPerSecond: number): Promise<void> {
  const writesPerSecond = Math.min(20, bytesPerSecond);
  const size = Math.ceil(bytesPerSecond / writesPerSecond);
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    response.write(body.subarray(at, at + size));
    await delay(1000 / writesPerSecond, undefined, { ref: false });
  }
  response.end();
}

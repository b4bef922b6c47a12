import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { isKinodexError, type ErrorCode, type KinodexError } from "../core/errors.js";

/** What every error answer holds (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().describe("urn:kinodex:problem: and the code"),
    title: z.string(),
    status: z.int(),
    code: z.string().describe("stable, for programs"),
    detail: z.string().describe("what failed and what to do, for people"),
    requestId: z.string().optional().describe("names the request in the server's log"),
    errors: z
      .array(
        z.object({
          at: z.string(),
          message: z.string(),
          startOffset: z.int().optional().describe("where in a query that cannot be read, in UTF-16 units"),
          endOffset: z.int().optional(),
          example: z.string().optional().describe("how to write it"),
        }),
      )
      .optional()
      .describe("each fault of the input"),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problemSchema>;

/** What goes with an {@link ApiError}. */
export interface ApiErrorDetails {
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: Problem["errors"];
}

/** A refusal that only HTTP knows: too large, too many, not allowed. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: ApiErrorDetails = {},
  ) {
    super(message);
  }
}

const statusOf: Record<ErrorCode, number> = {
  usage: 400,
  "not-found": 404,
  input: 422,
  media: 422,
  environment: 503,
  model: 503,
  "index-damaged": 503,
  "index-mismatch": 503,
  "queue-full": 503,
  "job-state": 409,
  "stale-job": 409,
  interrupted: 503,
};

/** What Express and its body readers throw: `http-errors`. */
interface HttpError {
  readonly status: number;
  readonly type?: string;
  readonly message: string;
}

/** Seconds after which to try again where an error does not say. */
const retryAfterSeconds = 5;

/** An answer for anything thrown; what is not meant for the caller stays out of it. */
export function toProblem(error: unknown): { readonly problem: Problem; readonly headers: Record<string, string> } {
  const { status, code, detail, details = {} } = classify(error);
  const wait = details.retryAfterSeconds ?? (status === 503 || status === 429 ? retryAfterSeconds : undefined);
  return {
    problem: {
      type: `urn:kinodex:problem:${code}`,
      title: STATUS_CODES[status] ?? "Error",
      status,
      code,
      detail,
      ...(details.errors ? { errors: details.errors } : {}),
    },
    headers: { ...details.headers, ...(wait === undefined ? {} : { "Retry-After": String(wait) }) },
  };
}

interface Classified {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly details?: ApiErrorDetails;
}

function classify(error: unknown): Classified {
  if (error instanceof ApiError)
    return { status: error.status, code: error.code, detail: error.message, details: error.details };
  if (isKinodexError(error)) {
    const errors = faultOfQuery(error);
    return {
      status: statusOf[error.code],
      code: error.code,
      detail: withoutFolders(error.message),
      ...(errors ? { details: { errors } } : {}),
    };
  }
  if (isHttpError(error)) return classifyHttpError(error);
  const detail = "Something went wrong inside Kinodex. The server's log tells more under this request's id.";
  return { status: 500, code: "internal", detail };
}

/** The place of a query that cannot be read, so that pages can point at it. */
function faultOfQuery({ data }: KinodexError): Problem["errors"] {
  const { problem, startOffset, endOffset, example } = data;
  if (typeof problem !== "string" || typeof startOffset !== "number" || typeof endOffset !== "number") return undefined;
  return [
    { at: "query", message: problem, startOffset, endOffset, ...(typeof example === "string" ? { example } : {}) },
  ];
}

function isHttpError(error: unknown): error is HttpError {
  const status = (error as Partial<HttpError> | null)?.status;
  return error instanceof Error && typeof status === "number" && status >= 400 && status < 500;
}

const detailOfType: Readonly<Record<string, string>> = {
  "entity.too.large": "The body is larger than this resource takes.",
  "entity.parse.failed": "The body is not JSON.",
  "encoding.unsupported": "Compressed bodies are not taken: send it as it is.",
  "charset.unsupported": "The body must be UTF-8.",
  "request.aborted": "The request ended before its body did.",
  "request.size.invalid": "The body is not as long as its Content-Length says.",
};

function classifyHttpError({ status, type = "" }: HttpError): Classified {
  const code = (STATUS_CODES[status] ?? "error").toLowerCase().replaceAll(/[^a-z]+/g, "-");
  return { status, code, detail: detailOfType[type] ?? "The request is not one that can be read." };
}

/** Folders are nobody's business but the machine's: of every absolute path only the last name is left. */
export function withoutFolders(text: string): string {
  return text.replaceAll(/(?<![\w.:/-])(?:[A-Za-z]:)?(?:[\\/][^\\/\s"'“”:;,()]+)+[\\/]?/g, (path) => {
    const names = path.split(/[\\/]/).filter(Boolean);
    return names.at(-1) ?? "";
  });
}

/** Sends a problem where nothing has been sent yet; otherwise all that is left is to end the connection. */
export function sendProblem(response: ServerResponse, error: unknown, requestId?: string): Problem {
  const { problem, headers } = toProblem(error);
  if (response.headersSent) {
    response.destroy();
    return problem;
  }
  const body = JSON.stringify(requestId === undefined ? problem : { ...problem, requestId });
  for (const name of ["Cache-Control", "ETag", "Content-Range", "Content-Encoding", "Last-Modified"])
    response.removeHeader(name);
  response.writeHead(problem.status, {
    ...headers,
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
  return problem;
}

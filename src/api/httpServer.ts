import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ApiError, sendProblem, toProblem } from "./problem.js";
import type { Limits } from "./settings.js";

/**
 * A server whose limits hold from its first connection, and that answers with problem documents also where a request
 * is not one that reaches the application.
 */
export function createHttpServer(listener: RequestListener, limits: Limits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16 * 1024,
      requireHostHeader: false, // the application refuses it, in words
    },
    listener,
  );
  server.timeout = limits.idleTimeoutMs;
  server.maxConnections = limits.connections;
  server.on("timeout", (socket) => socket.destroy());
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => refuse(socket, toRefusal(error)));
  server.on("connect", (_request, socket) => refuse(socket, new ApiError(405, "method-not-allowed", "No tunnels.")));
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    sendProblem(response, new ApiError(417, "expectation", "Only 100-continue can be expected."));
    request.resume();
  });
  return server;
}

function toRefusal({ code }: NodeJS.ErrnoException): ApiError {
  if (code === "HPE_HEADER_OVERFLOW") return new ApiError(431, "headers-too-large", "The headers are too large.");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new ApiError(408, "timeout", "The request took too long to arrive.");
  return new ApiError(400, "not-http", "This is not an HTTP request.");
}

/** Writes an answer where there is no response to write it to. */
function refuse(socket: Duplex, error: ApiError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { problem, headers } = toProblem(error);
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

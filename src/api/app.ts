import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { randomUUID } from "node:crypto";
import { isLoopback } from "../core/loopback.js";
import type { ApiContext } from "./context.js";
import { createResumableUploads, uploadsPath } from "./files/resumableUploads.js";
import { toEntityTag } from "./entityTag.js";
import { toOpenApi } from "./openApi.js";
import { servePages } from "./pages.js";
import { ApiError, sendProblem } from "./problem.js";
import { refuseMethod, registerRoutes } from "./register.js";
import type { Route } from "./route.js";
import { createCaptionRoutes } from "./routes/captions.js";
import { createCollectionRoutes } from "./routes/collections.js";
import { createJobRoutes } from "./routes/jobs.js";
import { createMarkRoutes } from "./routes/marks.js";
import { createMediaRoutes } from "./routes/media.js";
import { createSavedSearchRoutes } from "./routes/savedSearches.js";
import { createSearchRoutes } from "./routes/search.js";
import { createServiceRoutes } from "./routes/service.js";
import { createUpkeepRoutes } from "./routes/upkeep.js";
import { createVideoRoutes } from "./routes/videos.js";
import { createAllowOrigins } from "./security/allowOrigins.js";
import { createAuthorize, createOriginCheck } from "./security/authenticate.js";

/** Tells what went wrong inside, for the server's log. */
export type LogFailure = (requestId: string, error: unknown) => void;

/** The application: what every answer carries, then who may, then what. */
export function createApp(context: ApiContext, logFailure: LogFailure): Express {
  const { settings, keys, keyNeeded, takeToken, metrics, shutdown } = context;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag"); // of what is read each route says itself; to tag answers of searches would help nobody
  app.set("query parser", "simple");
  const { allowOrigins } = settings;
  app.use(metrics.measure, giveId, evaluateConditions, protect());
  app.use(createOriginCheck({ isLoopbackOnly: isLoopback(settings.host), allowOrigins }));
  app.use(createAllowOrigins(allowOrigins));
  const authorize = createAuthorize({ keys, keyNeeded, takeToken });
  const routes = createRoutes(context);
  registerRoutes(app, routes, { limits: settings.limits, authorize, shutdown });
  app.all([uploadsPath, `${uploadsPath}/:uploadId`], authorize("ingest"), createResumableUploads(context));
  serveDescription(app, toOpenApi(routes, context));
  servePages(app, settings.pages);
  app.use((_request, _response) => {
    throw new ApiError(404, "not-found", "There is nothing here; /docs tells what there is.");
  });
  app.use(answerFailure(logFailure));
  return app;
}

/** All routes, in the order in which the description tells of them. */
export function createRoutes(context: ApiContext): readonly Route[] {
  return [
    ...createSearchRoutes(context),
    ...createCollectionRoutes(context),
    ...createSavedSearchRoutes(context),
    ...createMarkRoutes(context),
    ...createVideoRoutes(context),
    ...createCaptionRoutes(context),
    ...createMediaRoutes(context),
    ...createJobRoutes(context),
    ...createUpkeepRoutes(context),
    ...createServiceRoutes(context),
  ];
}

const restBytes = 2 ** 20;

const giveId: RequestHandler = (_request, response, next) => {
  const requestId = randomUUID();
  response.locals["requestId"] = requestId;
  response.set("X-Request-Id", requestId);
  next();
};

/**
 * Express sends whole answers to whoever says `no-cache`, as scripts in browsers do with each condition of their own. It
 * is said to caches, and asks them to have what they kept validated here (RFC 9111, section 5.2.1.4).
 */
const evaluateConditions: RequestHandler = (request, _response, next) => {
  delete request.headers["cache-control"];
  next();
};

/** Pages may load what this server serves and nothing else; nobody may frame them. */
function protect(): RequestHandler {
  const own = ["'self'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: own,
        styleSrc: own,
        fontSrc: own,
        connectSrc: own,
        manifestSrc: own,
        imgSrc: ["'self'", "blob:", "data:"],
        mediaSrc: ["'self'", "blob:"],
        baseUri: ["'none'"],
        formAction: own,
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: false, // for whoever puts TLS before it to say
  });
}

function serveDescription(app: Express, openApi: Readonly<Record<string, unknown>>): void {
  const body = JSON.stringify(openApi);
  const headers = { "Cache-Control": "no-cache", ETag: toEntityTag(body) };
  app.get("/openapi.json", (_request, response) => void response.type("json").set(headers).send(body));
  app.all("/openapi.json", refuseMethod(["GET"]));
}

function answerFailure(logFailure: LogFailure): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (response.destroyed) return;
    const requestId = response.locals["requestId"] as string;
    // A small rest of a refused body is read and forgotten; a large one ends with the connection.
    const { "content-length": length, "transfer-encoding": encoding } = request.headers;
    if (!response.headersSent && (encoding !== undefined || Number(length ?? 0) > restBytes))
      response.set("Connection", "close");
    const { status } = sendProblem(response, error, requestId);
    if (status >= 500) logFailure(requestId, error);
  };
}

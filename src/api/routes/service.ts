import { presetNames } from "../../app/choices.js";
import { findFfmpeg } from "../../app/ffmpeg.js";
import { toMessage } from "../../core/errors.js";
import type { ApiContext } from "../context.js";
import { ApiError, withoutFolders } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import { healthSchema, modelsSchema, sessionSchema, sessionStateSchema } from "../schemas/service.js";
import { keyOf, sessionCookie } from "../security/authenticate.js";

/** What a server says about itself. */
export function createServiceRoutes(context: ApiContext): Route[] {
  const { index, keys, keyNeeded, metrics, shutdown } = context;
  return [
    defineRoute({
      name: "listModels",
      method: "get",
      path: "/v1/models",
      tag: "service",
      summary: "The models that are known, and the pipelines to index with",
      scope: "read",
      responses: { 200: { description: "models and pipelines", schema: modelsSchema } },
      handle: async () => {
        const models = await index.models();
        return { body: { inUse: index.modelId, models, pipelines: presetNames() } };
      },
    }),
    defineRoute({
      name: "getSession",
      method: "get",
      path: "/v1/session",
      tag: "service",
      summary: "Whether this server asks for a key, and what the one that is shown allows",
      scope: undefined,
      responses: { 200: { description: "the state", schema: sessionStateSchema } },
      handle: ({ request }) => {
        const shown = keyOf(request);
        const key = shown === undefined ? undefined : keys.find(shown);
        return { body: { keyNeeded, ...(key ? { scope: key.scope } : {}) }, headers: { "Cache-Control": "no-store" } };
      },
    }),
    defineRoute({
      name: "openSession",
      method: "post",
      path: "/v1/session",
      tag: "service",
      summary: "Keep a key in a cookie, for pages: players and pictures cannot send headers",
      scope: undefined,
      body: { kind: "json", schema: sessionSchema },
      responses: { 204: { description: "the cookie is set" } },
      handle: ({ body, request }) => {
        context.takeToken(`session ${request.socket.remoteAddress}`);
        if (!keys.find(body.key)) throw new ApiError(401, "no-key", "That is not a key of this server.");
        const cookie = `${sessionCookie}=${body.key}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`;
        return { status: 204, headers: { "Set-Cookie": cookie } };
      },
    }),
    defineRoute({
      name: "closeSession",
      method: "delete",
      path: "/v1/session",
      tag: "service",
      summary: "Drop the cookie",
      scope: undefined,
      responses: { 204: { description: "the cookie is gone" } },
      handle: () => ({
        status: 204,
        headers: { "Set-Cookie": `${sessionCookie}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0` },
      }),
    }),
    defineRoute({
      name: "checkLiveness",
      method: "get",
      path: "/livez",
      tag: "service",
      summary: "Whether the process answers",
      scope: undefined,
      responses: { 200: { description: "it does", schema: healthSchema } },
      handle: () => ({ body: { ok: true } }),
    }),
    defineRoute({
      name: "checkReadiness",
      method: "get",
      path: "/readyz",
      tag: "service",
      summary: "Whether searches can be answered and videos indexed",
      scope: undefined,
      responses: { 200: { description: "all is well", schema: healthSchema } },
      handle: async () => {
        if (shutdown.aborted) throw new ApiError(503, "stopping", "The server is shutting down.");
        const checks = await checkParts(context);
        const broken = Object.entries(checks).filter(([, { ok }]) => !ok);
        if (broken.length) {
          const detail = broken.map(([name, check]) => `${name}: ${check.detail}`).join("; ");
          throw new ApiError(503, "not-ready", detail);
        }
        return { body: { ok: true, checks } };
      },
    }),
    defineRoute({
      name: "readMetrics",
      method: "get",
      path: "/metrics",
      tag: "service",
      summary: "Counters for Prometheus",
      scope: "read",
      responses: { 200: { description: "the exposition format", type: "text/plain" } },
      handle: async () => ({
        body: await metrics.registry.metrics(),
        headers: { "Content-Type": metrics.registry.contentType },
      }),
    }),
  ];
}

type Checks = Record<string, { readonly ok: boolean; readonly detail: string }>;

async function checkParts({ index }: ApiContext): Promise<Checks> {
  const parts: Readonly<Record<string, () => Promise<string>>> = {
    index: async () => `${(await index.counts()).videos} videos`,
    model: async () => index.warmUp().then(() => index.modelId),
    ffmpeg: async () => findFfmpeg().then(() => "found"),
  };
  const checks: Checks = {};
  for (const [name, run] of Object.entries(parts)) {
    checks[name] = await run().then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: withoutFolders(toMessage(error)) }),
    );
  }
  return checks;
}

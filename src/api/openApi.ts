import { z } from "zod";
import { problemSchema } from "./problem.js";
import type { ResponseSpec, Route } from "./route.js";

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 description of routes, made from the schemas that they check with. */
export function toOpenApi(routes: readonly Route[], version: string): Json {
  const components = createComponents();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = toOperation(route, components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Kinodex",
      version,
      description:
        "Search a folder of videos by describing what you are looking for. Every error is a problem document.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: components.all(),
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "an API key, where one is needed" } },
    },
  };
}

interface Components {
  toSchema(schema: z.ZodType, io: "input" | "output"): Json;
  all(): Json;
}

/** Schemas that have an id are described once, under it. */
function createComponents(): Components {
  const named: Record<string, unknown> = {};
  return {
    toSchema(schema, io) {
      const id = z.globalRegistry.get(schema)?.id;
      const described = z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" });
      const { $schema: _, $defs = {}, id: __, ...rest } = described as Record<string, unknown>;
      for (const [name, part] of Object.entries($defs as Record<string, Json>)) named[name] ??= relocate(part);
      if (id === undefined) return relocate(rest) as Json;
      named[id] ??= relocate(rest);
      return { $ref: `#/components/schemas/${id}` };
    },
    all: () => named,
  };
}

/** Moves references from where zod puts definitions to where OpenAPI does. */
function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "id" || typeof (value as Json)["id"] !== "string")
      .map(([key, part]) => [
        key,
        key === "$ref" && typeof part === "string" ? part.replace("#/$defs/", "#/components/schemas/") : relocate(part),
      ]),
  );
}

function toOperation(route: Route, components: Components): Json {
  const { method, path, tag, summary, scope, body, responses } = route;
  const problem = {
    description: "a problem document",
    content: { "application/problem+json": { schema: components.toSchema(problemSchema, "output") } },
  };
  return {
    operationId: toOperationId(method, path),
    tags: [tag],
    summary,
    ...(scope === undefined ? {} : { security: [{ key: [] }, {}], "x-scope": scope }),
    parameters: [...toParameters("path", route, components), ...toParameters("query", route, components)],
    ...(body ? { requestBody: { required: true, content: toBodyContent(body, components) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [status, toResponse(response, components)]),
      ),
      "4XX": problem,
      "503": problem,
    },
  };
}

function toOperationId(method: string, path: string): string {
  const words = path
    .replace(/^\/(v1\/)?/, "")
    .split(/[/._{}]+/)
    .filter(Boolean);
  return [method, ...words].map((word, n) => (n ? word[0]?.toUpperCase() + word.slice(1) : word)).join("");
}

function toParameters(place: "path" | "query", route: Route, components: Components): Json[] {
  const schema = place === "path" ? route.params : route.query;
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, part]) => {
    const { description, ...described } = components.toSchema(part, "output");
    const required = place === "path" || !part.safeParse(undefined).success;
    return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: described };
  });
}

function toBodyContent(body: NonNullable<Route["body"]>, components: Components): Json {
  if (body.kind === "json") return { "application/json": { schema: components.toSchema(body.schema, "input") } };
  return Object.fromEntries(body.types.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
}

function toResponse({ description, schema, type }: ResponseSpec, components: Components): Json {
  const types = typeof type === "string" ? [type] : type;
  const content = types
    ? Object.fromEntries(types.map((each) => [each, { schema: { type: "string" } }]))
    : schema && { "application/json": { schema: components.toSchema(schema, "output") } };
  return { description, ...(content ? { content } : {}) };
}

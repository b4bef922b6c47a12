import { z } from "zod";
import { problemSchema } from "./problem.js";
import { examples } from "./examples.js";
import type { ResponseSpec, Route } from "./route.js";
import { sessionCookie } from "./security/authenticate.js";

type Json = Readonly<Record<string, unknown>>;

/** What a description says beside what its routes say. */
export interface DescriptionOptions {
  readonly version: string;
  /** Whether operations that have a scope ask for a key. */
  readonly keyNeeded: boolean;
}

/** The OpenAPI 3.1 description of routes, made from the schemas that they check with. */
export function toOpenApi(routes: readonly Route[], { version, keyNeeded }: DescriptionOptions): Json {
  const components = createComponents();
  const paths: Record<string, Record<string, Json>> = {};
  const keys = [{ key: [] }, { session: [] }];
  const security = keyNeeded ? keys : [{}, ...keys];
  for (const route of routes) (paths[route.path] ??= {})[route.method] = toOperation(route, components, security);
  return {
    openapi: "3.1.0",
    info: {
      title: "Kinodex",
      version,
      description:
        "Search a folder of videos by describing what you are looking for. Every error is a problem document (RFC 9457). " +
        "Uploads that can be resumed speak tus 1.0 at /v1/uploads; " +
        (keyNeeded ? "this server asks for a key." : "this server asks for no key."),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components.all(),
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "an API key" },
        session: { type: "apiKey", in: "cookie", name: sessionCookie, description: "a key that openSession has kept" },
      },
    },
  };
}

/** What operations are about. */
const tags = {
  search: "Finding moments and answers",
  collections: "What people keep: moments, and searches that they make again",
  marks: "What people accept and reject, and how right searches are by that",
  videos: "What is indexed",
  captions: "What is seen or said in a video",
  media: "A video's file and its pictures",
  jobs: "What is being indexed",
  index: "Looking after the index",
  service: "The server itself",
};

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

function toOperation(route: Route, components: Components, security: readonly Json[]): Json {
  const { name, tag, summary, scope, body, responses } = route;
  const example = examples[name] ?? {};
  const problem = {
    description: "a problem document",
    content: { "application/problem+json": { schema: components.toSchema(problemSchema, "output") } },
  };
  return {
    operationId: name,
    tags: [tag],
    summary,
    // none is asked for, or none but a key of this scope
    ...(scope === undefined
      ? { security: [] }
      : { security, "x-scope": scope, description: `Scope of keys: ${scope}.` }),
    parameters: [
      ...toParameters("path", route.params, components, example.params),
      ...toParameters("query", route.query, components, example.query),
    ],
    ...(body ? { requestBody: { required: true, content: toBodyContent(body, components, example.body) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [
          status,
          toResponse(response, components, example.answer),
        ]),
      ),
      "4XX": problem,
      "503": problem,
    },
  };
}

function toParameters(
  place: "path" | "query",
  schema: z.ZodType | undefined,
  components: Components,
  example: Readonly<Record<string, unknown>> = {},
): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, part]) => {
    const { description, ...described } = components.toSchema(part, "output");
    return {
      name,
      in: place,
      required: place === "path" || !part.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      ...(described["type"] === "array" ? { style: "form", explode: false } : {}), // with commas
      ...(name in example ? { example: example[name] } : {}),
      schema: described,
    };
  });
}

function toBodyContent(body: NonNullable<Route["body"]>, components: Components, example: unknown): Json {
  if (body.kind === "json")
    return { "application/json": { schema: components.toSchema(body.schema, "input"), example } };
  return Object.fromEntries(body.types.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
}

function toResponse({ description, schema, type }: ResponseSpec, components: Components, example: unknown): Json {
  const types = typeof type === "string" ? [type] : type;
  const content = types
    ? Object.fromEntries(types.map((each) => [each, { schema: toRawSchema(each) }]))
    : schema && { "application/json": { schema: components.toSchema(schema, "output"), example } };
  return { description, ...(content ? { content } : {}) };
}

function toRawSchema(type: string): Json {
  const isText = /^text|xml$|json$/.test(type);
  return { type: "string", ...(isText ? {} : { contentMediaType: type }) };
}

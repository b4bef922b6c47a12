type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly "x-scope"?: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; description?: string; schema: Json }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<
    Record<string, { description: string; content?: Readonly<Record<string, { schema: Json }>> }>
  >;
}

export const docsStyle = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;border:1px solid #8884;border-radius:6px}
section{margin:2rem 0;padding-top:1rem;border-top:1px solid #8884}h2{text-transform:capitalize}
h3 code{font-size:1rem}.method{text-transform:uppercase;font-weight:700}
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}
summary{cursor:pointer}`;

/** The description of the API as a page that asks nothing of any host, not even a script of this one. */
export function toDocsPage(openApi: Json): string {
  const paths = openApi["paths"] as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag));
    return `<h2>${escape(tag)}</h2>${own.map(toSection).join("")}`;
  });
  const schemas = Object.entries((openApi["components"] as { readonly schemas: Json }).schemas).map(
    ([name, schema]) => `<details id="${escape(name)}"><summary>${escape(name)}</summary>${toCode(schema)}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Kinodex API</title><link rel="stylesheet" href="/docs.css"></head><body><main><h1>Kinodex API</h1>
<p>Made from the same schemas that requests are checked with; for programs: <a href="/openapi.json">openapi.json</a>.
Every error is a problem document (RFC 9457). Uploads that can be resumed speak tus 1.0 at <code>/v1/uploads</code>.</p>
${sections.join("")}<section><h2>Schemas</h2>${schemas.join("")}</section></main></body></html>`;
}

function toSection({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const { summary, parameters, requestBody, responses } = operation;
  const scope = operation["x-scope"];
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${place}${required ? ", required" : ""}</td>` +
      `<td>${escape(description ?? "")} <code>${escape(toShort(schema))}</code></td></tr>`,
  );
  const body = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>Body <code>${escape(type)}</code>: ${toLink(schema)}</p>`,
  );
  const answers = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const [first] = Object.values(content);
    return `<tr><td>${status}</td><td>${escape(description)}</td><td>${first ? toLink(first.schema) : ""}</td></tr>`;
  });
  return `<section><h3><code><span class="method">${method}</span> ${escape(path)}</code></h3><p>${escape(summary)}${
    scope === undefined ? "" : ` (scope <code>${scope}</code>)`
  }</p>${rows.length ? `<table>${rows.join("")}</table>` : ""}${body.join("")}<table>${answers.join("")}</table></section>`;
}

function toLink(schema: Json): string {
  const reference = schema["$ref"];
  const name = typeof reference === "string" ? reference.split("/").at(-1) : undefined;
  return name ? `<a href="#${escape(name)}">${escape(name)}</a>` : `<code>${escape(toShort(schema))}</code>`;
}

function toShort(schema: Json): string {
  return JSON.stringify({ ...schema, description: undefined }).slice(0, 160);
}

function toCode(schema: unknown): string {
  return `<pre>${escape(JSON.stringify(schema, null, 2))}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

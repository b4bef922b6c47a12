import { connect } from "node:net";
import { createRandom } from "../src/core/random.js";
import { packageRoot } from "../src/core/paths.js";
import { note, toFigure, type Figure } from "./figure.js";
import { withFolder } from "./inputs.js";
import { copySamplesIndex, serveIndex } from "./served.js";

const requestCount = 10_000;
/** One in so many is written to a bare socket. */
const rawEach = 10;
const atOnce = 16;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly bodyTypes: readonly string[];
}

type Draw = <Item>(items: readonly Item[]) => Item;

/** Requests that no client would send: none may harm the server, and none may learn where anything is. */
export async function measureServiceMalformed(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    await using served = await serveIndex(await copySamplesIndex(folder), "--root", folder);
    const operations = await readOperations(served.url);
    const random = createRandom(1);
    const draw: Draw = (items) => items[Math.floor(random() * items.length)] as never;
    const faults: string[] = [];
    const statuses: Record<string, number> = {};
    const judge = createJudge([folder, packageRoot, process.cwd()], faults, statuses);
    let sent = 0;
    const work = async () => {
      while (sent < requestCount) {
        sent += 1;
        const isRaw = sent % rawEach === 0;
        const label = isRaw
          ? await sendRaw(served.url, draw, judge)
          : await sendOne(served.url, draw(operations), draw, judge);
        if (label) note(label);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const isAlive = served.process.exitCode === null && (await fetch(`${served.url}/livez`)).ok;
    if (!isAlive) faults.push("the process is not alive");
    return [
      toFigure({
        name: "service-malformed",
        what:
          `of ${requestCount} malformed requests drawn from the OpenAPI document, one in ${rawEach} as raw bytes: those ` +
          "answered with a 5xx other than 503 and 507, with an error that is no problem document, or with a path or a stack",
        value: faults.length,
        unit: "count",
        target: { atMost: 0 },
        raw: { statuses, faults: faults.slice(0, 10), isAlive },
      }),
    ];
  });
}

async function readOperations(url: string): Promise<Operation[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    readonly paths: Record<
      string,
      Record<string, { parameters: Operation["parameters"]; requestBody?: { content: object } }>
    >;
  };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      bodyTypes: Object.keys(requestBody?.content ?? {}),
    })),
  );
  const endless = /events$/; // a stream that is answered well does not end
  return described.filter(({ path }) => !endless.test(path));
}

type Judge = (status: number, type: string, body: string, label: string) => void;

function createJudge(secrets: readonly string[], faults: string[], statuses: Record<string, number>): Judge {
  return (status, type, body, label) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    const leaks = secrets.some((secret) => body.includes(secret)) || /\n\s+at \S+|node_modules|\.js:\d+/.test(body);
    if (leaks) faults.push(`leak: ${label}: ${body.slice(0, 300)}`);
    if (status >= 500 && status !== 503 && status !== 507) faults.push(`${status}: ${label}: ${body.slice(0, 300)}`);
    if (status >= 400 && !type.startsWith("application/problem+json")) faults.push(`no problem: ${status}: ${label}`);
  };
}

const values = [
  "",
  "0",
  "-1",
  "1e309",
  "NaN",
  "null",
  "..",
  "../../etc/passwd",
  "%00",
  "%E0%A4%A",
  "%2e%2e%2f",
  "a".repeat(3000),
  "0".repeat(64),
  "f".repeat(64),
  "00000000-0000-4000-8000-000000000000",
  "'; DROP TABLE videos; --",
  "<script>",
  "__proto__",
  "\u{1F600}\uFEFF",
] as const;
const bodies = [
  "",
  "{",
  "null",
  "[]",
  '"text"',
  "[".repeat(5000),
  '{"__proto__":{"x":1}}',
  '{"query":{}}',
  '{"query":"x","top":1e9}',
  '{"query":{"type":"then","operands":[]}}',
  '{"query":"a then then b"}',
  '{"query":"\\"unclosed"}',
  '{"path":"/etc/passwd"}',
  '{"path":"../../../etc"}',
  '{"path":"\\u0000"}',
  '{"key":"kdx_000000000000_x"}',
  `{"query":"${"x".repeat(400_000)}"}`,
  '{"query":"x","format":"exe"}',
  "\u0000\u0001\u0002",
] as const;
const types = [
  "application/json",
  "text/plain",
  "image/png",
  "video/mp4",
  "application/x-www-form-urlencoded",
  "x",
  "",
];
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];
const headerSets: readonly Record<string, string>[] = [
  {},
  { Range: "bytes=9-1,5-,-" },
  { Range: "bytes=99999999999999-" },
  { Authorization: "Bearer x" },
  { Cookie: "kinodex_key==;=;;" },
  { "Content-Encoding": "gzip" },
  { "Tus-Resumable": "9" },
  { "Tus-Resumable": "1.0.0", "Upload-Length": "-1", "Upload-Metadata": "filename ~~~" },
  { "If-None-Match": '"x"', "If-Range": "x" },
  { Origin: "null" },
];

async function sendOne(url: string, operation: Operation, draw: Draw, judge: Judge): Promise<string | undefined> {
  const path = operation.path.replaceAll(/\{\w+\}/g, () => encodeLoosely(draw(values)));
  const names = [...operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name), "x"];
  const query = Array.from({ length: draw([0, 1, 2, 3]) }, () => `${draw(names)}=${encodeLoosely(draw(values))}`).join(
    "&",
  );
  const method = draw([operation.method, operation.method, draw(methods)]);
  const type = draw([...operation.bodyTypes, ...types]).replace("/*", "/mp4");
  const hasBody = method !== "GET" && method !== "HEAD";
  const label = `${method} ${path.slice(0, 100)}?${query.slice(0, 100)}`;
  try {
    const response = await fetch(`${url}${path}?${query}`, {
      method,
      headers: { ...draw(headerSets), ...(type ? { "Content-Type": type } : {}) },
      ...(hasBody ? { body: draw(bodies) } : {}),
      signal: AbortSignal.timeout(60_000),
    });
    judge(
      response.status,
      method === "HEAD" ? "application/problem+json" : (response.headers.get("content-type") ?? ""),
      await response.text(),
      label,
    );
  } catch (error) {
    return `not sent: ${label}: ${String(error)}`;
  }
  return undefined;
}

function encodeLoosely(value: string): string {
  return value.includes("%") ? value : encodeURIComponent(value);
}

const rawRequests = [
  "\u0000\u0001\u0002\r\n\r\n",
  "GET\r\n\r\n",
  "GET / HTTP/9.9\r\n\r\n",
  "GET /v1/videos HTTP/1.1\r\n\r\n",
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(20_000)}\r\n\r\n`,
  "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
  "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nExpect: cake\r\n\r\n",
  "CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
  "GET http://elsewhere/ HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n",
  "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  "BREW /v1/videos HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET //v1//videos/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
];

/** Writes bytes and reads until the server closes or says no more; silence is an answer too. */
function sendRaw(url: string, draw: Draw, judge: Judge): Promise<undefined> {
  const text = draw(rawRequests);
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = "";
    const end = () => {
      const [head = "", body = ""] = answer.split("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      const type = /content-type: (\S+)/i.exec(head)?.[1] ?? "";
      judge(status, type, body, `raw ${JSON.stringify(text.slice(0, 80))}`);
      resolve(undefined);
    };
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString();
      if (answer.includes("\r\n\r\n")) socket.end();
    });
    socket.on("error", () => {});
    socket.on("close", end);
    socket.write(text);
  });
}

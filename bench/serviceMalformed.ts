import { connect } from "node:net";
import { createClient } from "../src/client/client.js";
import { createRandom } from "../src/core/random.js";
import { packageRoot } from "../src/core/paths.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { withFolder } from "./inputs.js";
import { bodies, fieldValues, headerSets, methods, rawRequests, types, values } from "./malformedValues.js";
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
  /** What a JSON body of it has. */
  readonly bodyFields: readonly string[];
}

interface Description {
  readonly paths: Record<
    string,
    Record<
      string,
      { readonly parameters: Operation["parameters"]; readonly requestBody?: { content: Record<string, BodyContent> } }
    >
  >;
  readonly components: { readonly schemas: Record<string, BodySchema> };
}

interface BodyContent {
  readonly schema: BodySchema & { readonly $ref?: string };
}

interface BodySchema {
  readonly properties?: object;
}

type Draw = <Item>(items: readonly Item[]) => Item;

/** Requests that no client would send: none may harm the server, and none may learn where anything is. */
export async function measureServiceMalformed(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    await using served = await serveIndex(await copySamplesIndex(folder), "--root", folder);
    const operations = [...(await readOperations(served.url)), ...resumableUploads];
    const { videos } = await createClient({ url: served.url }).listVideos();
    const inPaths = [...values, ...values.map((_, n) => videos[n % videos.length]?.videoId ?? "")];
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
          : await sendOne(served.url, draw(operations), draw, inPaths, judge);
        if (label) faults.push(label);
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
          "without an answer, or answered with a 5xx other than 503 and 507, with an error that is no problem document, or with a path or a stack",
        value: faults.length,
        unit: "count",
        target: { atMost: 0 },
        detail: { statuses, faults: faults.slice(0, 10), isAlive },
      }),
    ];
  });
}

async function readOperations(url: string): Promise<Operation[]> {
  const { paths, components } = (await (await fetch(`${url}/openapi.json`)).json()) as Description;
  const fieldsOf = ({ $ref, ...schema }: BodyContent["schema"]) => {
    const { properties = {} } = $ref === undefined ? schema : (components.schemas[$ref.split("/").at(-1) ?? ""] ?? {});
    return Object.keys(properties);
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      bodyTypes: Object.keys(requestBody?.content ?? {}),
      bodyFields: Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => fieldsOf(schema)),
    })),
  );
}

/** What another protocol than ours describes: tus. */
const resumableUploads: readonly Operation[] = ["POST", "HEAD", "PATCH", "DELETE"].map((method) => ({
  method,
  path: method === "POST" ? "/v1/uploads" : "/v1/uploads/{uploadId}",
  parameters: [],
  bodyTypes: ["application/offset+octet-stream"],
  bodyFields: [],
}));

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

async function sendOne(
  url: string,
  operation: Operation,
  draw: Draw,
  inPaths: readonly string[],
  judge: Judge,
): Promise<string | undefined> {
  const method = draw([operation.method, operation.method, draw(methods)]);
  const allowed = method === "DELETE" ? values : inPaths; // what is there should still be there for the others
  const path = operation.path.replaceAll(/\{\w+\}/g, () => encodeLoosely(draw(allowed)));
  const names = [...operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name), "x"];
  const query = Array.from({ length: draw([0, 1, 2, 3]) }, () => `${draw(names)}=${encodeLoosely(draw(values))}`).join(
    "&",
  );
  const type = draw([...operation.bodyTypes, ...types]).replace("/*", "/mp4");
  const hasBody = method !== "GET" && method !== "HEAD";
  const label = `${method} ${path.slice(0, 100)}?${query.slice(0, 100)}`;
  try {
    const response = await fetch(`${url}${path}?${query}`, {
      method,
      headers: { ...draw(headerSets), ...(type ? { "Content-Type": type } : {}) },
      ...(hasBody ? { body: draw([draw(bodies), toBody(operation, draw)]) } : {}),
      signal: AbortSignal.timeout(60_000),
    });
    const answered = method === "HEAD" ? "application/problem+json" : (response.headers.get("content-type") ?? "");
    const isEndless = answered.startsWith("text/event-stream");
    if (isEndless) await response.body?.cancel();
    judge(response.status, answered, isEndless ? "" : await response.text(), label);
  } catch (error) {
    return `not answered: ${label}: ${String((error as Error).cause ?? error)}`;
  }
  return undefined;
}

/** A body with the fields that it should have, and wrong values in them. */
function toBody({ bodyFields }: Operation, draw: Draw): string {
  const fields = bodyFields.filter(() => draw([true, true, false]));
  return JSON.stringify(
    Object.fromEntries([...fields, draw(["x", "constructor"])].map((name) => [name, draw(fieldValues)])),
  );
}

function encodeLoosely(value: string): string {
  return value.includes("%") ? value : encodeURIComponent(value);
}

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

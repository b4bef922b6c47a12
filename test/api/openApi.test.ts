import { expect } from "chai";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { createRoutes } from "../../src/api/app.js";
import { examples } from "../../src/api/examples.js";
import type { Route } from "../../src/api/route.js";
import { temporaryFolder } from "../media/renderClip.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly example?: string | number | readonly string[];
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation & { readonly tags: readonly string[] }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>>; readonly securitySchemes: object };
}

describe("the description of the HTTP API", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const root = join(folder, "Videos");
  const file = join(root, "2024", "holiday.mp4");
  let server: TestServer;
  let routes: readonly Route[];
  let description: Description;
  /** What examples name, and what there is in its place. */
  const actual = new Map<string, string>();

  const toActual = <Value>(value: Value): Value => {
    let json = JSON.stringify(value);
    for (const [named, present] of actual) json = json.replaceAll(named, present);
    return JSON.parse(json) as Value;
  };
  const operations = () =>
    Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  const exampleId = (name: string, field: "videoId" | "jobId") => examples[name]?.params?.[field] ?? "";

  before(async () => {
    mkdirSync(join(root, "2024"), { recursive: true });
    renderVideo(file, 4);
    writeFileSync(join(root, "2024", "broken.mp4"), "this is not a video\n".repeat(30));
    server = await startTestServer(join(folder, "index"), { roots: [root] });
    routes = createRoutes(server.context);
    description = (await (await fetch(`${server.url}/openapi.json`)).json()) as Description;
    for (const { jobId } of (await server.client.addPath("Videos")).jobs) await waitForJob(server.client, jobId);
    const [video] = (await server.client.listVideos()).videos;
    const videoId = video?.videoId ?? "";
    actual.set(exampleId("getVideo", "videoId"), videoId);
    const moment = { videoId, startSeconds: 0, endSeconds: 1 };
    const { collectionId, moments } = await server.client.createCollection({ name: "one", moments: [moment] });
    const named = examples["dropMoment"]?.params ?? {};
    actual.set(named["collectionId"] ?? "", collectionId);
    actual.set(named["momentId"] ?? "", moments[0]?.momentId ?? "");
    const { searchId } = await server.client.saveSearch("one", { query: "a dog" });
    actual.set(examples["getSavedSearch"]?.params?.["searchId"] ?? "", searchId);
    const mark = { videoId, startSeconds: 0, endSeconds: 1, text: "a boat", verdict: "accepted" } as const;
    const [kept] = await server.client.addMarks([mark]);
    actual.set(examples["removeMark"]?.params?.["markId"] ?? "", kept?.markId ?? "");
    const { key } = server.context.keys.create("example", "read");
    const { key: shown } = (examples["openSession"]?.body ?? {}) as { readonly key: string };
    actual.set(shown, key);
  });
  after(() => server[Symbol.asyncDispose]());

  it("names each operation once, with words that a person would choose, and files it under a tag", () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).to.equal(names.length);
    expect(names).to.have.members(routes.map(({ name }) => name));
    for (const name of names) expect(name).to.match(/^[a-z]+(?:[A-Z][a-z]+)+$/);
    expect(Object.keys(examples)).to.have.members(names);
    const tags = description.tags.map(({ name }) => name);
    for (const { operation } of operations()) expect(tags).to.include.members([...operation.tags]);
  });

  it("refers to nothing that it does not hold", () => {
    const references = JSON.stringify(description).match(/#\/components\/schemas\/\w+/g) ?? [];
    for (const reference of references)
      expect(description.components.schemas).to.have.property(reference.split("/").at(-1) ?? "");
  });

  it("says which operations are open to all, and how the others are opened", async () => {
    const isOpen = ({ operation }: { readonly operation: Operation }) => operation.security.length === 0;
    const open = operations()
      .filter(isOpen)
      .map(({ operation }) => operation.operationId);
    expect(open).to.have.members(["getSession", "openSession", "closeSession", "checkLiveness", "checkReadiness"]);
    const closed = await startTestServer(join(folder, "index"), { requireKey: true });
    for (const { path, method, operation } of operations().filter((one) => one.method === "get")) {
      const url = path.replaceAll(/\{\w+\}/g, "x");
      const { status } = await fetch(`${closed.url}${url}`, { method });
      if (open.includes(operation.operationId)) expect(status, path).to.equal(200);
      else expect(status, path).to.equal(401);
    }
    const locked = (await (await fetch(`${closed.url}/openapi.json`)).json()) as Description;
    const { security } = locked.paths["/v1/videos"]?.["get"] ?? { security: [] };
    expect(security).to.deep.equal([{ key: [] }, { session: [] }]);
    expect(locked.components.securitySchemes).to.have.all.keys("key", "session");
    expect(description.paths["/v1/videos"]?.["get"]?.security).to.deep.equal([{}, ...security]);
    await closed[Symbol.asyncDispose]();
  });

  it("shows examples that are what the schemas say, and nothing more", () => {
    for (const { name, params, query, body, responses } of routes) {
      const example = examples[name] ?? {};
      expect(params?.safeParse(example.params).error, name).to.equal(undefined);
      const asked = Object.entries(example.query ?? {}).map(([key, value]) => [key, String(value)]);
      expect(query?.safeParse(Object.fromEntries(asked)).error, name).to.equal(undefined);
      if (body?.kind === "json") expect(body.schema.safeParse(example.body).error, name).to.equal(undefined);
      const schema = Object.values(responses).find((response) => response.schema)?.schema;
      expect(example.answer !== undefined, `${name} has an answer in JSON`).to.equal(schema !== undefined);
      if (schema) expect(schema.parse(example.answer), name).to.deep.equal(example.answer);
    }
  });

  describe("shows examples that are answered as it says", () => {
    /** What has to be there before an operation, and the bodies that are no JSON. */
    const prepare: Readonly<Record<string, () => Promise<Uint8Array<ArrayBuffer> | undefined>>> = {
      orderMoments: async () => {
        const collectionId = actual.get(examples["orderMoments"]?.params?.["collectionId"] ?? "") ?? "";
        const { moments } = await server.client.collection(collectionId);
        for (const { momentId } of moments.slice(1)) await server.client.dropMoment(collectionId, momentId);
        return undefined;
      },
      uploadVideo: async () => new Uint8Array(readFileSync(renderVideo(join(folder, "up.mp4"), 1, "smptebars"))),
      searchByPicture: async () => {
        const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: "#246" } });
        return new Uint8Array(await picture.png().toBuffer());
      },
      cancelJob: async () => {
        renderVideo(join(root, "long.mp4"), 600);
        const { jobs } = await server.client.addPath("Videos/long.mp4");
        actual.set(exampleId("cancelJob", "jobId"), jobs[0]?.jobId ?? "");
        return undefined;
      },
      dismissJob: async () => {
        const [done] = await server.client.listJobs({ state: "done" });
        actual.set(exampleId("dismissJob", "jobId"), done?.jobId ?? "");
        return undefined;
      },
      retryJob: async () => {
        const [failed] = await server.client.listJobs({ state: "failed" });
        actual.set(exampleId("retryJob", "jobId"), failed?.jobId ?? "");
        return undefined;
      },
    };
    /** What comes last, since it takes away what the others need. */
    const last = ["removeVideo"];

    before(async () => {
      const [done] = await server.client.listJobs({ state: "done" });
      actual.set(exampleId("getJob", "jobId"), done?.jobId ?? "");
    });

    const answersItsExample = async (name: string): Promise<void> => {
      const found = operations().find(({ operation }) => operation.operationId === name);
      if (!found) throw new Error(`the description has no ${name}`);
      const { path, method, operation } = found;
      const bytes = await prepare[name]?.();
      let url = path;
      const query = new URLSearchParams();
      for (const { name: parameter, in: place, example } of toActual(operation.parameters)) {
        if (example === undefined) continue;
        if (place === "path") url = url.replace(`{${parameter}}`, example.toString());
        else query.set(parameter, example.toString());
      }
      const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      const body = bytes ?? (content && JSON.stringify(toActual(content.example)));
      const leave = new AbortController();
      const response = await fetch(`${server.url}${url}?${query.toString()}`, {
        method: method.toUpperCase(),
        signal: leave.signal,
        ...(type === undefined ? {} : { headers: { "Content-Type": type.replace("*", "mp4") } }),
        ...(body === undefined ? {} : { body }),
      });
      const answer = operation.responses[String(response.status)];
      expect(answer, `${name} answered ${response.status}`).to.be.an("object");
      expect(response.status, name).to.be.below(300);
      const types = Object.keys(answer?.content ?? {});
      const sent = response.headers.get("content-type")?.split(";")[0];
      if (types.length > 0) expect(types, name).to.include(sent);
      else expect(sent, name).to.equal(undefined);
      const schema = routes.find((route) => route.name === name)?.responses[response.status]?.schema;
      if (schema) {
        const document: unknown = await response.json();
        expect(schema.parse(document), `${name} tells what is not described`).to.deep.equal(document);
      }
      leave.abort();
    };

    for (const name of [...Object.keys(examples).filter((each) => !last.includes(each)), ...last])
      it(name, () => answersItsExample(name));
  });
});

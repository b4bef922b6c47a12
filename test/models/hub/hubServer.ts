import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerAsCdn, answerAsHub, decodePath, toPart, type HubContent } from "./hubAnswers.js";
import { createFaultPlan, send, type Fault, type HubAnswer, type HubHost } from "./hubFaults.js";
import { readRepositories, toCommit, type Commit, type RepositoryFiles } from "./hubRepositories.js";

/** What a server was asked. */
export interface HubRequest {
  readonly method: string;
  readonly host: HubHost;
  /** Decoded, without the query. */
  readonly path: string;
  /** Whether it came with a token, the right one or another. */
  readonly hasToken: boolean;
  readonly range?: string;
}

export interface HubOptions {
  /** Its repositories are its folders `owner/name`. */
  readonly folder?: string;
  /** More of them, by `owner/name`. */
  readonly repositories?: Readonly<Record<string, RepositoryFiles>>;
  readonly faults?: readonly Fault[];
  /** States neither SHA-256, blob ids nor entity tags, as simple mirrors do. Default: false. */
  readonly withoutDigests?: boolean;
  /** Refuses requests that come without it. Default: everybody is served. */
  readonly token?: string;
  /** Called before a request is answered; `commit` here moves a branch in the middle of a pull. */
  readonly onRequest?: (request: HubRequest) => void;
}

/** A running hub. */
export interface Hub extends AsyncDisposable {
  /** For `$HF_ENDPOINT`. */
  readonly endpoint: string;
  /** Where large files are served from: the same machine under another port. */
  readonly cdn: string;
  /** All requests so far, to both servers. */
  readonly requests: readonly HubRequest[];
  /** What goes wrong from now on; faults may be added and removed. */
  readonly faults: Fault[];
  /** Moves a repository's branch `main` to these files; earlier commits remain. Gives the commit's name. */
  commit(repository: string, files: RepositoryFiles): string;
}

/**
 * Serves repositories of models by the hub's protocol, on two ports of this machine: descriptions, small files, redirects to
 * large ones, parts of both, refusals in the hub's form, and whatever goes wrong on request.
 */
export async function openHub(options: HubOptions): Promise<Hub> {
  const repositories = new Map<string, Commit[]>();
  const content: HubContent = { repositories, withoutDigests: options.withoutDigests ?? false, token: options.token };
  const requests: HubRequest[] = [];
  const faults = [...(options.faults ?? [])];
  const plan = createFaultPlan(faults);

  const commit = (repository: string, files: RepositoryFiles): string => {
    const next = toCommit(files);
    repositories.set(repository, [...(repositories.get(repository) ?? []), next]);
    return next.sha;
  };
  for (const [id, files] of options.folder === undefined ? [] : readRepositories(options.folder)) commit(id, files);
  for (const [id, files] of Object.entries(options.repositories ?? {})) commit(id, files);

  const listenAs = (host: HubHost, answerOf: (url: URL, authorization: string | undefined) => HubAnswer) =>
    listen(async (incoming, response) => {
      const url = new URL(incoming.url ?? "/", "http://host");
      const { authorization, range } = incoming.headers;
      const hasToken = authorization !== undefined;
      const path = decodePath(url.pathname);
      const request = { method: incoming.method ?? "", host, path, hasToken, ...(range !== undefined && { range }) };
      requests.push(request);
      options.onRequest?.(request);
      const answer = toPart(answerOf(url, authorization), range);
      await send(response, answer, plan.take(path, host, answer));
    });

  const cdn = await listenAs("cdn", (url) => answerAsCdn(content, url));
  const hub = await listenAs("hub", (url, authorization) =>
    answerAsHub(content, { url, authorization, cdn: addressOf(cdn) }),
  );
  return {
    endpoint: addressOf(hub),
    cdn: addressOf(cdn),
    requests,
    faults,
    commit,
    async [Symbol.asyncDispose]() {
      await Promise.all([close(hub), close(cdn)]);
    },
  };
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}

import { Agent, request } from "node:http";
import { createClient } from "../src/client/client.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import type { Model } from "../src/models/model.js";
import { openModel } from "../src/models/openModel.js";
import { benchTexts } from "./texts.js";
import { openSearcher } from "../src/query/searcher.js";
import { openStore } from "../src/store/store.js";
import { note } from "./note.js";
import { archiveIndex } from "./search.js";
import { samplesIndex, serveIndex } from "./served.js";

const top = 10;

/** Search over HTTP against the same call in this process: in a large index, and in one where it takes the least. */
export async function measureServiceSearch(): Promise<Figure[]> {
  await using model = await openModel();
  return [
    await measureOn("service-search", "an archive of 100,000 frames", await archiveIndex(model), model),
    await measureOn("service-search-samples", "the samples", await samplesIndex(), model),
  ];
}

async function measureOn(name: string, what: string, directory: string, model: Model): Promise<Figure> {
  await using store = await openStore({ directory, model: model.identity, access: "read", onNotice: note });
  await using searcher = openSearcher({ store, model });
  await using served = await serveIndex(directory);
  const client = createClient({ url: served.url });
  const post = createPost(served.url);
  const ways = {
    http: (query: string) => post("/v1/search", { query, top }),
    inProcess: (query: string) => searcher.search({ query, top }),
    client: (query: string) => client.search({ query, top }),
  };
  const names = Object.keys(ways) as (keyof typeof ways)[];
  const ms = { http: [] as number[], inProcess: [] as number[], client: [] as number[] };
  for (const query of benchTexts.slice(0, 100)) for (const way of names) await ways[way](query);
  for (const [n, query] of benchTexts.entries()) {
    for (const way of [...names.slice(n % 3), ...names.slice(0, n % 3)]) {
      const startedMs = performance.now();
      await ways[way](query);
      ms[way].push(performance.now() - startedMs);
    }
  }
  const medianMs = { http: medianOf(ms.http), inProcess: medianOf(ms.inProcess), client: medianOf(ms.client) };
  return toFigure({
    name,
    what:
      `searching ${what} by text for ${top} moments over HTTP (node:http, a connection that is kept), server and caller ` +
      `on one machine, over the same call in-process; medians of ${ms.http.length} texts, in turns, warm. client: by ` +
      "kinodex/client, whose fetch takes its own time",
    value: medianMs.http / medianMs.inProcess,
    unit: "ratio",
    target: { atMost: 1.3 },
    detail: { medianMs },
  });
}

/** Sends JSON on one connection and reads the whole answer. */
function createPost(url: string): (path: string, body: unknown) => Promise<unknown> {
  const agent = new Agent({ keepAlive: true });
  return (path, body) =>
    new Promise((resolve, reject) => {
      const headers = { "Content-Type": "application/json" };
      request(`${url}${path}`, { method: "POST", agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as { readonly detail?: string };
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(answer.detail));
        });
      })
        .on("error", reject)
        .end(JSON.stringify(body));
    });
}

import { createClient } from "../src/client/client.js";
import { openModel } from "../src/models/openModel.js";
import { backgroundQueries } from "../src/query/backgroundQueries.js";
import { searchQuery } from "../src/query/searchQuery.js";
import { openStore } from "../src/store/store.js";
import { medianOf, note, toFigure, type Figure } from "./figure.js";
import { samplesIndex, serveIndex } from "./served.js";

const top = 10;

/** Search over HTTP against the same call in this process. */
export async function measureServiceSearch(): Promise<Figure[]> {
  const directory = await samplesIndex();
  await using model = await openModel();
  await using store = await openStore({ directory, model: model.identity, access: "read", onNotice: note });
  await using served = await serveIndex(directory);
  const client = createClient({ url: served.url });
  const ways = {
    http: (query: string) => client.search({ query, top }),
    inProcess: (query: string) => searchQuery(store, model, { query: { type: "phrase", text: query }, top }),
  };
  const ms = { http: [] as number[], inProcess: [] as number[] };
  const time = async (way: keyof typeof ways, query: string) => {
    const startedMs = performance.now();
    await ways[way](query);
    return performance.now() - startedMs;
  };
  for (const text of backgroundQueries.slice(0, 40))
    for (const way of ["http", "inProcess"] as const) await time(way, text);
  for (const [n, text] of backgroundQueries.entries()) {
    const order = n % 2 ? (["http", "inProcess"] as const) : (["inProcess", "http"] as const);
    for (const way of order) ms[way].push(await time(way, text));
  }
  const medianMs = { http: medianOf(ms.http), inProcess: medianOf(ms.inProcess) };
  return [
    toFigure({
      name: "service-search",
      what:
        `searching the samples by text for ${top} moments over HTTP, server and client on one machine, over the same ` +
        `call in-process; medians of ${ms.http.length} texts, in turns, warm`,
      value: medianMs.http / medianMs.inProcess,
      unit: "ratio",
      target: { atMost: 1.3 },
      raw: { medianMs },
    }),
  ];
}

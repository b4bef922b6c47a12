import { createClient, type Client } from "../src/client/client.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { benchTexts } from "./texts.js";
import { note } from "./note.js";
import { cached, runFfmpeg, withFolder } from "./inputs.js";
import { copySamplesIndex, serveIndex } from "./served.js";
import { dirname } from "node:path";

const searchers = 50;
const ingests = 4;
const seconds = 60;
const pauseMs = 1000;

/** Longer than what is indexed in that time. */
const videoMinutes = 10;

/** Fifty searchers and four ingests for a minute. */
export async function measureServiceLoad(): Promise<Figure[]> {
  const videos = await Promise.all(Array.from({ length: ingests }, (_, n) => ingestVideo(n)));
  return withFolder(async (folder) => {
    await using served = await serveIndex(await copySamplesIndex(folder), "--root", dirname(videos[0] as string));
    const client = createClient({ url: served.url });
    await client.search({ query: "a first search" });
    await eventLoopDelayMs(served.url); // counts anew from here
    for (const video of videos) await client.addPath(video);
    const endMs = performance.now() + 1000 * seconds;
    const latenciesMs: number[] = [];
    const failures: string[] = [];
    await Promise.all(
      Array.from({ length: searchers }, (_, n) => searchUntil(client, n, endMs, latenciesMs, failures)),
    );
    const delayMs = await eventLoopDelayMs(served.url);
    const jobs = await client.listJobs();
    note(`${latenciesMs.length} searches; jobs: ${jobs.map(({ state }) => state).join(", ")}`);
    latenciesMs.sort((a, b) => a - b);
    const at = (share: number) => latenciesMs[Math.floor(share * (latenciesMs.length - 1))] ?? NaN;
    const what = `${searchers} searchers, each asking again ${pauseMs} ms after its answer, and ${ingests} videos of ${videoMinutes} minutes to index, for ${seconds} s: `;
    const detail = {
      searches: latenciesMs.length,
      failures: failures.slice(0, 5),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      maxMs: at(1),
      jobs: jobs.map(({ state, progress }) => ({ state, timeSeconds: progress?.timeSeconds })),
    };
    const figure = (name: string, whatOf: string, value: number, unit: Figure["unit"], atMost: number) =>
      toFigure({ name, what: what + whatOf, value, unit, target: { atMost }, detail });
    return [
      figure("service-load-failures", "failed requests", failures.length, "count", 0),
      figure("service-load-search", "99th percentile of a search", at(0.99), "ms", 250),
      figure("service-load-delay", "99th percentile of the server's event-loop delay", delayMs, "ms", 100),
    ];
  });
}

async function ingestVideo(n: number): Promise<string> {
  return cached(`ingest-${videoMinutes}min-${n}.mp4`, async (file) => {
    const source = `testsrc2=s=640x360:r=25:d=${60 * videoMinutes},hue=h=${n * 60}`;
    runFfmpeg(["-f", "lavfi", "-i", source, "-preset", "ultrafast", "-pix_fmt", "yuv420p", file]);
  });
}

async function searchUntil(client: Client, seed: number, endMs: number, latenciesMs: number[], failures: string[]) {
  await pause((pauseMs * seed) / searchers);
  for (let n = seed; performance.now() < endMs; n += 7) {
    const startedMs = performance.now();
    try {
      await client.search({ query: benchTexts[n % benchTexts.length] as string });
      latenciesMs.push(performance.now() - startedMs);
    } catch (error) {
      failures.push(String(error));
    }
    await pause(pauseMs);
  }
}

/** 99th percentile since it was last asked for. */
async function eventLoopDelayMs(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return 1000 * Number(/^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1]);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

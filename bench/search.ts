import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import hnswlib from "hnswlib-node";
import { meanOf, toUnit, type Embedding } from "../src/core/vectors.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import type { Model } from "../src/models/model.js";
import { openModel } from "../src/models/openModel.js";
import { benchTexts } from "./texts.js";
import { openSearcher } from "../src/query/searcher.js";
import { hnswParameters } from "../src/store/vectors/hnswIndex.js";
import { openStore, type Store } from "../src/store/store.js";
import { note } from "./note.js";
import { cached, nameIndex } from "./inputs.js";
import { densify, encodedFrames } from "./vectors.js";
import { inventId, inventVideo } from "./inventVideo.js";

const total = 100_000;
const framesPerVideo = 500;
/** As the preset archive makes them of frames a second apart. */
const clips = { frames: 8, stride: 4 };
const top = 10;

/** A whole search by text against what it cannot do without: one text encoding and one search in the graph. */
export async function measureSearch(): Promise<Figure[]> {
  await using model = await openModel();
  const directory = await archiveIndex(model);
  await using store = await openStore({ directory, model: model.identity, access: "read", onNotice: note });
  await using searcher = openSearcher({ store, model });
  const graph = await openGraph(directory, model.identity.dimension);
  const encoder = await model.open("text");
  const encode = async (text: string) => (await encoder.encode([text]))[0] as Embedding;

  const whole = async (text: string) => {
    const startedMs = performance.now();
    const embedding = await encode(text);
    const { moments } = await searcher.searchEmbedding({ embedding, top });
    if (moments.length === 0) throw new Error(`nothing was found for "${text}"`);
    return performance.now() - startedMs;
  };
  const bare = async (text: string) => {
    const startedMs = performance.now();
    const embedding = await encode(text);
    const encodedMs = performance.now();
    graph.searchKnn(Array.from(embedding), top);
    return { encodingMs: encodedMs - startedMs, graphMs: performance.now() - encodedMs };
  };
  for (const text of benchTexts.slice(0, 20)) await whole(text).then(() => bare(text));

  const ms = { whole: [] as number[], bare: [] as number[], encoding: [] as number[], graph: [] as number[] };
  for (const [n, text] of benchTexts.entries()) {
    if (n % 2) ms.whole.push(await whole(text));
    const { encodingMs, graphMs } = await bare(text);
    ms.bare.push(encodingMs + graphMs);
    ms.encoding.push(encodingMs);
    ms.graph.push(graphMs);
    if (n % 2 === 0) ms.whole.push(await whole(text));
  }
  const medianMs = Object.fromEntries(Object.entries(ms).map(([part, values]) => [part, medianOf(values)]));
  return [
    toFigure({
      name: "search",
      what:
        `searching ${total} frame and ${(await store.counts()).clips} clip vectors by text, from the text to ${top} moments, over one text ` +
        `encoding and one hnswlib searchKnn(${top}) on the same graph of frames; medians of ${ms.whole.length} texts, ` +
        "warm. The vectors: the model's embeddings of rendered frames, and embeddings between neighbouring ones",
      value: medianOf(ms.whole) / medianOf(ms.bare),
      unit: "ratio",
      target: { atMost: 1.5 },
      detail: { medianMs, counts: await store.counts(), efSearch: hnswParameters.efSearch },
    }),
  ];
}

/** An index of 200 videos that were never files: 100,000 frames and their clips. */
export async function archiveIndex(model: Model): Promise<string> {
  return cached(nameIndex("archive", model.identity), (draft) => writeArchive(draft, model));
}

/** The graph that the store searches, opened with the library alone. */
async function openGraph(directory: string, dimension: number): Promise<hnswlib.HierarchicalNSW> {
  const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as {
    readonly snapshots: { readonly frames: { readonly file: string } };
  };
  const graph = new hnswlib.HierarchicalNSW("ip", dimension);
  await graph.readIndex(join(directory, manifest.snapshots.frames.file));
  graph.setEf(hnswParameters.efSearch.frames);
  return graph;
}

async function writeArchive(directory: string, model: Model): Promise<void> {
  const frames = await encodedFrames(model);
  await rm(directory, { recursive: true, force: true });
  await using store = await openStore({ directory, model: model.identity, access: "write" });
  let pending: Embedding[] = [];
  let videos = 0;
  for (const embedding of densify(frames, total)) {
    pending.push(embedding);
    if (pending.length < framesPerVideo) continue;
    await writeVideo(store, videos, pending);
    videos += 1;
    pending = [];
  }
  note("building the graphs");
  await store.saveSnapshots();
  await using searcher = openSearcher({ store, model });
  await searcher.refresh(store);
}

async function writeVideo(store: Store, number: number, embeddings: readonly Embedding[]): Promise<void> {
  const videoId = inventId(number);
  const durationSeconds = embeddings.length;
  await store.beginVideo(inventVideo(number, { path: `/videos/${number}.mp4`, durationSeconds }));
  const frames = embeddings.map((embedding, timeSeconds) => ({ timeSeconds, embedding }));
  const starts = frames.filter((_, n) => n % clips.stride === 0).map(({ timeSeconds }) => timeSeconds);
  await store.appendChunk(videoId, {
    throughSeconds: durationSeconds,
    frames,
    clips: starts.map((startSeconds) => ({
      startSeconds,
      endSeconds: Math.min(durationSeconds, startSeconds + clips.frames),
      keyframeSeconds: startSeconds,
      embedding: toUnit(meanOf(embeddings.slice(startSeconds, startSeconds + clips.frames))),
    })),
    shots: [{ startSeconds: 0, endSeconds: durationSeconds }],
  });
  await store.finishVideo(videoId, { state: "complete" });
}

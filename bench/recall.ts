import type { Embedding } from "../src/core/vectors.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import { openModel } from "../src/models/openModel.js";
import { backgroundQueries } from "../src/query/confidence/backgroundQueries.js";
import { createExactIndex } from "../src/store/vectors/exactIndex.js";
import { createHnswIndex, hnswParameters } from "../src/store/vectors/hnswIndex.js";
import type { VectorIndex } from "../src/store/vectors/vectorIndex.js";
import { note } from "./note.js";
import { encodedFrames } from "./vectors.js";

const top = 10;
/** Every so many frames one is kept out of the indexes and used as a query. */
const heldOutEvery = 50;
/** Two similarities this near are equal: single precision adds up differently in the two indexes. */
const tolerance = 1e-6;

/** What the store's graph finds of what exact search finds, on vectors that the model itself made. */
export async function measureRecall(): Promise<Figure[]> {
  await using model = await openModel();
  const frames = await encodedFrames(model);
  const isHeldOut = (_: unknown, n: number) => n % heldOutEvery === 0;
  const kept = frames.filter((frame, n) => !isHeldOut(frame, n));
  const queries = {
    texts: await (await model.open("text")).encode(backgroundQueries),
    frames: frames.filter(isHeldOut),
  };
  const { dimension } = model.identity;
  const space = { dimension, timesPerVector: 1 };
  const exact = createExactIndex(space);
  const graph = createHnswIndex(space, kept.length);
  const matrix = new Float32Array(kept.length * dimension);
  for (const [n, row] of kept.entries()) matrix.set(row, n * dimension);
  const times = new Float64Array(kept.length);
  const block = { firstId: 0, count: kept.length, videoId: "all", times, vectors: matrix };
  await exact.add(block);
  note(`building a graph of ${kept.length} vectors`);
  await graph.add(block);

  const ofTexts = await recallOf(graph, exact, queries.texts);
  const ofFrames = await recallOf(graph, exact, queries.frames);
  return [
    toFigure({
      name: "recall",
      what:
        `recall@${top} of the store's HNSW graph against exact search among ${kept.length} frame embeddings that the ` +
        "model made of rendered scenes; the lower of two means, for texts and for frames that are not in the index",
      value: Math.min(ofTexts.mean, ofFrames.mean),
      unit: "ratio",
      target: { atLeast: 0.98 },
      detail: {
        texts: { queries: queries.texts.length, ...ofTexts },
        frames: { queries: queries.frames.length, ...ofFrames },
        hnswParameters,
        modelHash: model.identity.hash,
      },
    }),
  ];
}

async function recallOf(graph: VectorIndex, exact: VectorIndex, queries: readonly Embedding[]) {
  const recalls: number[] = [];
  const ms = { graph: [] as number[], exact: [] as number[] };
  for (const query of queries) {
    const startedMs = performance.now();
    const found = await graph.search(query, top);
    const foundMs = performance.now();
    const truth = await exact.search(query, top);
    ms.graph.push(foundMs - startedMs);
    ms.exact.push(performance.now() - foundMs);
    const least = (truth.at(-1)?.similarity ?? 1) - tolerance;
    recalls.push(found.filter((hit) => hit.similarity >= least).length / top);
  }
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  return { mean, lowest: Math.min(...recalls), medianMs: { graph: medianOf(ms.graph), exact: medianOf(ms.exact) } };
}

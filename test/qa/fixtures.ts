import { createHash } from "node:crypto";
import { toUnit, type Embedding } from "../../src/core/vectors.js";
import type { VisionLanguageModel } from "../../src/models/contrastive.js";
import { openStore, type Store } from "../../src/store/store.js";
import { createRandom, randomUnit, videoOf } from "../store/fixtures.js";

const identity = { id: "test/knowing", hash: "d4e5f6".repeat(10), dimension: 64 };

/** What a model makes of a text that knows every sentence by heart and finds no two alike. */
export function embeddingOf(text: string): Embedding {
  const seed = createHash("md5").update(text).digest().readUInt32LE();
  return randomUnit(createRandom(seed), identity.dimension);
}

/** A model of texts alone, whose pooler does not know order. */
export const knowingModel = {
  identity,
  textEncoder: async () => ({
    modelId: identity.id,
    dimension: identity.dimension,
    encode: async (texts: readonly string[]) => texts.map(embeddingOf),
  }),
  temporalPooler: async () => undefined,
} as unknown as VisionLanguageModel;

/** What is seen from when to when: shots of ten seconds each. */
export type Film = readonly string[];

/** An index of films, a frame a second, each of which looks like what is said of its shot. */
export async function openFilms(directory: string, films: readonly Film[]): Promise<Store> {
  const store = await openStore({ directory, model: identity, access: "write" });
  for (const [n, film] of films.entries()) {
    const durationSeconds = 10 * film.length;
    const video = videoOf(n, { info: { ...videoOf(n).info, durationSeconds } });
    const random = createRandom(n);
    store.beginVideo(video);
    store.appendChunk(video.videoId, {
      throughSeconds: durationSeconds,
      frames: film.flatMap((text, shot) =>
        Array.from({ length: 10 }, (_, k) => ({ timeSeconds: 10 * shot + k, embedding: looksLike(text, random) })),
      ),
      clips: [],
      shots: film.map((_, shot) => ({ startSeconds: 10 * shot, endSeconds: 10 * (shot + 1) })),
    });
    store.finishVideo(video.videoId, { state: "complete" });
  }
  return store;
}

function looksLike(text: string, random: () => number): Embedding {
  const noise = randomUnit(random, identity.dimension);
  return toUnit(embeddingOf(text).map((value, k) => value + 0.3 * (noise[k] as number)));
}

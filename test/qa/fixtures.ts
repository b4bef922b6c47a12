import { createKnowingModel, knownEmbedding } from "../fixtures/knowingModel.js";
import { meanOf, toUnit, type Embedding } from "../../src/core/vectors.js";
import { openStore, type Store } from "../../src/store/store.js";
import { createRandom } from "../../src/core/random.js";
import { randomUnit, videoOf } from "../store/fixtures.js";

const identity = { id: "test/knowing", hash: "d4e5f6".repeat(10), dimension: 64 };

/** What the model makes of a text. */
export const embeddingOf = (text: string): Embedding => knownEmbedding(text, identity.dimension);

/** A model of texts alone, whose pooler does not know order. */
export const knowingModel = createKnowingModel(identity);

/** What is seen in shots of ten seconds each; "a / b" changes every two seconds, "a & b" is both. */
export type Film = readonly string[];

/** An index of films, a frame a second, each of which looks like what is said of its shot. */
export async function openFilms(directory: string, films: readonly Film[]): Promise<Store> {
  const store = await openStore({ directory, model: identity, access: "write" });
  for (const [n, film] of films.entries()) {
    const durationSeconds = 10 * film.length;
    const video = videoOf(n, { info: { ...videoOf(n).info, durationSeconds } });
    const random = createRandom(n);
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, {
      throughSeconds: durationSeconds,
      frames: film.flatMap((text, shot) =>
        Array.from({ length: 10 }, (_, k) => ({
          timeSeconds: 10 * shot + k,
          embedding: looksLike(seenAt(text, k), random),
        })),
      ),
      clips: [],
      shots: film.map((_, shot) => ({ startSeconds: 10 * shot, endSeconds: 10 * (shot + 1) })),
    });
    await store.finishVideo(video.videoId, { state: "complete" });
  }
  return store;
}

function seenAt(text: string, second: number): string {
  const turns = text.split(" / ");
  return turns[(second >> 1) % turns.length] as string;
}

function looksLike(text: string, random: () => number): Embedding {
  const noise = randomUnit(random, identity.dimension);
  const seen = toUnit(meanOf(text.split(" & ").map(embeddingOf)));
  return toUnit(seen.map((value, k) => value + 0.3 * (noise[k] as number)));
}

import { rowProducts } from "../core/rowProducts.js";
import type { Span } from "../core/span.js";
import type { Embedding } from "../core/vectors.js";
import { parseQuery } from "../query/language/parse.js";
import { phrasesOf } from "../query/language/tree.js";
import type { Session } from "./session.js";

/** How similar a video is to a phrase, stretch by stretch in time order. */
export interface PhraseCurve {
  readonly phrase: string;
  readonly cells: readonly (Span & { readonly similarity: number })[];
}

/** The curve of each phrase of a query; without cells for a video that is not there. */
export async function readCurves(
  { model, searcher }: Session,
  videoId: string,
  query: string,
): Promise<readonly PhraseCurve[]> {
  const phrases = phrasesOf(parseQuery(query));
  const embeddings = await (await model.open("text")).encode(phrases);
  const video = await searcher.index.videos.find(videoId);
  return phrases.map((phrase, n) => {
    const similarities = video && rowProducts(video.curveEmbeddings, embeddings[n] as Embedding);
    const cells = (video?.stretches ?? []).map(({ startSeconds, endSeconds }, row) => ({
      startSeconds,
      endSeconds,
      similarity: similarities?.[row] as number,
    }));
    return { phrase, cells };
  });
}

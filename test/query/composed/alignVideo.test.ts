import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { rowProducts } from "../../../src/core/rowProducts.js";
import type { Embedding } from "../../../src/core/vectors.js";
import { alignVideo, operandHeights } from "../../../src/query/composed/alignVideo.js";
import { parseQuery } from "../../../src/query/language/parse.js";
import { toStoredVideo } from "../../../src/query/moments/storedVideo.js";
import type { VideoRecord } from "../../../src/store/store.js";
import { model, videoOf } from "../../store/fixtures.js";

describe("alignVideo", () => {
  const random = createRandom(11);
  const unit = (): Embedding => {
    const values = Float32Array.from({ length: model.dimension }, () => random() - 0.5);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const rows = (count: number) => Float32Array.from(Array.from({ length: count }, () => [...unit()]).flat());
  const { videoId } = videoOf(1);
  const record = { videoId, durationSeconds: 12 } as VideoRecord; // no more of it is read
  const clipOf = (n: number) => ({ startSeconds: 2 * n, endSeconds: 2 * n + 4, keyframeSeconds: 2 * n + 1 });
  const video = toStoredVideo(
    {
      record,
      frames: { times: Float64Array.from({ length: 12 }, (_, n) => n), embeddings: rows(12) },
      clips: { clips: Array.from({ length: 5 }, (_, n) => clipOf(n)), embeddings: rows(5) },
      shots: [{ startSeconds: 0, endSeconds: 12 }],
    },
    model.dimension,
  );
  const embeddings = new Map([
    ["a", unit()],
    ["b", unit()],
  ]);
  const bestOf = (query: string) => {
    const request = { embeddings, presentAbove: 1, logitScale: 20, maxMoments: 1 };
    return alignVideo(video, { ...request, tree: parseQuery(query) })[0]?.similarity;
  };
  const highest = (heights: Float32Array) => Math.max(...heights);
  const fused = (name: string) => highest(rowProducts(video.curveEmbeddings, embeddings.get(name) as Embedding));
  const byFrames = (name: string) => highest(operandHeights(video, embeddings.get(name) as Embedding));

  it("sees one of several things as that thing alone is seen, so that chance gives it no more", () => {
    expect(bestOf('"a" or "b"')).to.be.closeTo(Math.max(fused("a"), fused("b")), 1e-6);
    expect(Math.max(fused("a"), fused("b"))).to.not.be.closeTo(Math.max(byFrames("a"), byFrames("b")), 1e-3);
  });

  it("tells apart by the frames what happens together or one after the other", () => {
    expect(bestOf('"a" and "b"')).to.be.closeTo((byFrames("a") + byFrames("b")) / 2, 1e-6);
  });
});

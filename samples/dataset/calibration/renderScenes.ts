import type { DescribedVideo } from "../../../src/annotators/concepts/parts.js";
import { isTrueOf } from "../../../src/evaluation/metrics/captions.js";
import { openIfCapable, type Model } from "../../../src/models/model.js";
import { poolers } from "../../../src/temporal/poolers.js";
import { createRandom } from "../../renderer/random.js";
import { truthOfScene } from "../../films/facts.js";
import { drawPair, pairAt } from "../write.js";
import { toKnownPicture, type KnownPicture } from "./knownPicture.js";

const framesPerScene = 8;

/** Draws and encodes scenes of one shot each, of which everything is known; the same ones for the same seed. */
export async function* renderScenes(
  model: Model,
  { count, seed }: { readonly count: number; readonly seed: number },
): AsyncGenerator<KnownPicture> {
  const encoder = await model.open("image");
  const pooler = poolers.createNamed("model", await openIfCapable(model, "temporal"));
  const size = Math.max(encoder.input.width, encoder.input.height);
  for (let index = 0, given = 0; given < count; index += 1) {
    const pair = pairAt(seed, index);
    if (pair.takes.some(({ shots }) => shots.length > 1)) continue;
    const { pixels, rows } = await drawPair(pair, framesPerScene, size, createRandom(seed + 1).fork(index));
    for (const [side, take] of pair.takes.entries()) {
      const times = Float64Array.from(rows[side]!.times);
      const frameBytes = size * size * 3;
      const frames = Array.from(times, (timeSeconds, n) => {
        const picture = pixels[side]!.subarray(n * frameBytes, (n + 1) * frameBytes);
        return { timeSeconds, width: size, height: size, pixels: new Uint8Array(picture) };
      });
      const embeddings = await encoder.encode(frames);
      const [clip] = await pooler.pool([{ embeddings, timesSeconds: [...times].map((time) => time - times[0]!) }]);
      const truth = truthOfScene(take.shots[0]!);
      const span = { startSeconds: 0, endSeconds: truth.endSeconds };
      const matrix = new Float32Array(embeddings.flatMap((embedding) => [...embedding]));
      const described: DescribedVideo = {
        durationSeconds: truth.endSeconds,
        frames: { times, embeddings: matrix },
        clips: { clips: [{ ...span, keyframeSeconds: times[0]! }], embeddings: clip! },
        shots: [span],
      };
      given += 1;
      yield toKnownPicture(described, (kind, text) => isTrueOf({ kind, text }, truth));
    }
  }
}

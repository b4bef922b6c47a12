import type { DescribedVideo } from "../../annotators/concepts/parts.js";
import { isTrueOf, type CaptionTruth } from "../../evaluation/metrics/captioning/phraseTruth.js";
import { openIfCapable, type Model } from "../../models/model.js";
import { poolers } from "../../temporal/poolers.js";
import { createRandom } from "../drawing/random.js";
import { drawPair, pairAt } from "../scenes/drawPair.js";
import { truthOfScene } from "../scenes/facts.js";
import type { Pair } from "../scenes/pair.js";
import { toKnownPicture, type KnownPicture } from "./knownPicture.js";
import type { EncodedScene, SceneDraft } from "./sceneDraft.js";

/** Which scenes are drawn. */
export interface RenderOptions {
  readonly count: number;
  readonly seed: number;
  /** What was encoded before, and keeps what is encoded now. Default: nothing. */
  readonly draft?: SceneDraft | undefined;
}

export const framesPerScene = 8;

/** Draws and encodes scenes of one shot each, of which everything is known; the same ones for the same seed. */
export async function* renderScenes(model: Model, { count, seed, draft }: RenderOptions): AsyncGenerator<KnownPicture> {
  const encode = createSceneEncoder(model, seed);
  for (let index = 0, given = 0; given < count; index += 1) {
    const pair = pairAt(seed, index);
    if (pair.takes.some(({ shots }) => shots.length > 1)) continue;
    const numbers = [given, given + 1];
    const kept = numbers.map((number) => draft?.read(number)).filter((scene) => scene !== undefined);
    const scenes = [...kept, ...(kept.length < numbers.length ? (await encode(pair, index)).slice(kept.length) : [])];
    for (const [side, scene] of scenes.entries()) {
      if (side >= kept.length) draft?.add(given, scene);
      given += 1;
      yield toRendered(scene, truthOfScene(pair.takes[side]!.shots[0]!));
    }
  }
}

/** Encodes both scenes of a pair; the model is opened for the first. */
function createSceneEncoder(model: Model, seed: number) {
  return async (pair: Pair, index: number): Promise<EncodedScene[]> => {
    const encoder = await model.open("image");
    const pooler = poolers.createNamed("model", await openIfCapable(model, "temporal"));
    const size = Math.max(encoder.input.width, encoder.input.height);
    const { pixels, rows } = await drawPair(pair, framesPerScene, size, createRandom(seed + 1).fork(index));
    const scenes: EncodedScene[] = [];
    for (const side of pair.takes.keys()) {
      const times = Float64Array.from(rows[side]!.times);
      const frameBytes = size * size * 3;
      const pictures = Array.from(times, (timeSeconds, n) => {
        const picture = pixels[side]!.subarray(n * frameBytes, (n + 1) * frameBytes);
        return { timeSeconds, width: size, height: size, pixels: new Uint8Array(picture) };
      });
      const frames = await encoder.encode(pictures);
      const timesSeconds = [...times].map((time) => time - times[0]!);
      const [clip] = await pooler.pool([{ embeddings: frames, timesSeconds }]);
      scenes.push({ times, frames, clip: clip! });
    }
    return scenes;
  };
}

function toRendered({ times, frames, clip }: EncodedScene, truth: CaptionTruth): KnownPicture {
  const span = { startSeconds: 0, endSeconds: truth.endSeconds };
  const described: DescribedVideo = {
    durationSeconds: truth.endSeconds,
    frames: { times, embeddings: new Float32Array(frames.flatMap((embedding) => [...embedding])) },
    clips: { clips: [{ ...span, keyframeSeconds: times[0]! }], embeddings: clip },
    shots: [span],
  };
  return toKnownPicture(described, (kind, text) => isTrueOf({ kind, text }, truth));
}

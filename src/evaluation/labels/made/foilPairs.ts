import { loadConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { createRandom } from "../../../core/random.js";
import { toInnerSentence } from "../../clips/innerSentence.js";
import type { LabelledVideo } from "../../dataset.js";
import type { FoilKind } from "../../language/foils/foil.js";
import { createFoilMaker } from "../../language/foils/makeFoils.js";
import { createTruthReader } from "../../language/sceneTruth.js";
import type { LabelledMedium, LabelledPair } from "../labelledExample.js";
import type { NamedVideo } from "./namedVideo.js";

/** Pairs what people wrote of videos and of their events with foils of some kinds. */
export function makeFoilPairs(
  videos: readonly NamedVideo[],
  seed: number,
  isWanted: (kind: FoilKind) => boolean,
): LabelledPair[] {
  const bank = loadConceptBank();
  const makeFoils = createFoilMaker(bank);
  const scenes = videos.map(({ video }) => createTruthReader(bank)(video));
  const common = scenes.flatMap(({ objects }) => objects);
  const random = createRandom(seed);
  return videos.flatMap(({ name, video }, n) => {
    const scene = scenes[n] as (typeof scenes)[0];
    return toSentences(video).flatMap(({ text, medium }) =>
      makeFoils(text, { scene, common, random })
        .filter(({ kind }) => isWanted(kind))
        .map((foil): LabelledPair => ({
          id: `${name}: ${text}: ${foil.kind}`,
          place: name,
          cluster: name,
          kinds: [foil.kind],
          medium,
          outputType: "pair",
          captions: [text, foil.text],
        })),
    );
  });
}

/** Each sentence once, with the part of the video that it is about. */
function toSentences({ path, captions, events }: LabelledVideo) {
  const whole = captions.map((text) => ({ text, medium: { path, isPicture: false } as LabelledMedium }));
  const ofEvents = events.map(({ text, startSeconds, endSeconds }) => ({
    text,
    medium: { path, isPicture: false, span: { startSeconds, endSeconds } },
  }));
  const all = [...ofEvents, ...whole].map(({ text, medium }) => ({ text: toInnerSentence(text), medium }));
  return all.filter(({ text }, n) => all.findIndex((other) => other.text === text) === n);
}

import { createRandom, shuffled } from "../../../core/random.js";
import type { LabelledPair } from "../labelledExample.js";
import type { NamedVideo } from "./namedVideo.js";

/** Pairs the description of each video with that of another one. */
export function makeFits(videos: readonly NamedVideo[], seed: number): LabelledPair[] {
  const described = shuffled(videos, createRandom(seed)).map(({ name, video }) => ({
    name,
    path: video.path,
    text: video.captions[0] as string,
  }));
  return described.flatMap(({ name, path, text }, n): LabelledPair[] => {
    // of an earlier one: what comes next is what the control shows as another video
    const earlier = [...described.slice(n + 1), ...described.slice(0, n)].toReversed();
    const other = earlier.find((one) => one.text !== text);
    if (!other) return [];
    return [
      {
        id: name,
        place: name,
        cluster: name,
        kinds: [],
        medium: { path, isPicture: false },
        outputType: "pair",
        tellsFit: true,
        captions: [text, other.text],
      },
    ];
  });
}

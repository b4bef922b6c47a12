import { loadConceptBank, type ConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { createTruthReader } from "../../language/sceneTruth.js";
import { isCountable } from "../../language/things.js";
import { nameOf } from "../../language/vocabulary.js";
import { pollObjects, type PollingStrategy, type Scene } from "../../metrics/hallucination/objectPolling.js";
import type { LabelledVerdict } from "../labelledExample.js";
import type { NamedVideo } from "./namedVideo.js";

export const pollingStrategies: readonly PollingStrategy[] = ["random", "popular", "adversarial"];

/**
 * Asks of each video whether things can be seen in it, as many that can as ones that cannot: any of the archive, the most
 * frequent ones, and those that are most often seen together with what is there (POPE, Li et al. 2023).
 */
export function makePolls(videos: readonly NamedVideo[], seed: number): LabelledVerdict[] {
  const bank = loadConceptBank();
  const says = new Map(bank.subjects.filter(isCountable).map((concept) => [nameOf(concept), concept.says]));
  const scenes = toScenes(bank, videos, (name) => says.has(name));
  const byName = new Map(videos.map((one) => [one.name, one]));
  return pollingStrategies.flatMap((strategy) =>
    pollObjects(scenes, { strategy, seed }).map(({ sceneId, object, isPresent }): LabelledVerdict => {
      const { video, name } = byName.get(sceneId) as NamedVideo;
      const thing = says.get(object) as string;
      return {
        id: `${name}: ${object}, ${strategy}`,
        place: name,
        cluster: name,
        kinds: [strategy],
        medium: { path: video.path, isPicture: false },
        outputType: "yes-no",
        question: `Is there ${thing}?`,
        isYes: isPresent,
        // "there is no dog" would ask embeddings whether they read "no", which is another question
        statements: [thing, "something else"],
      };
    }),
  );
}

/** Where not all is known of a video, nothing of a group that somebody wrote of is asked: a boat may be a ship to others. */
function toScenes(bank: ConceptBank, videos: readonly NamedVideo[], isAsked: (name: string) => boolean): Scene[] {
  const readTruth = createTruthReader(bank);
  const groupOf = new Map(bank.subjects.map((concept) => [nameOf(concept), concept.group]));
  return videos.map(({ video, name }) => {
    const { objects, isComplete } = readTruth(video);
    const groups = new Set(objects.map((object) => groupOf.get(object)));
    const alike = [...groupOf].filter(([, group]) => groups.has(group)).map(([other]) => other);
    return { id: name, objects: objects.filter(isAsked), unsure: isComplete ? [] : alike };
  });
}

import { createRandom, shuffled } from "../../../core/random.js";

/** A video, or a part of one, and all objects that it shows. */
export interface Scene {
  readonly id: string;
  readonly objects: readonly string[];
  /** What may be there or not, so that nobody is asked about it. Default: nothing. */
  readonly unsure?: readonly string[] | undefined;
}

/** How absent objects are chosen: any, the most frequent ones, or those that most often stand with what is there. */
export type PollingStrategy = "random" | "popular" | "adversarial";

/** A question whether a scene shows an object. */
export interface ObjectPoll {
  readonly sceneId: string;
  readonly object: string;
  readonly isPresent: boolean;
}

/** How to poll. */
export interface PollingOptions {
  readonly strategy: PollingStrategy;
  /** Present objects asked about in each scene, and as many absent ones; default 3. */
  readonly perScene?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
}

/**
 * Polling questions as POPE builds them (Li et al. 2023, https://arxiv.org/abs/2305.10355) from what scenes show
 * together: in each scene as many about present objects as about absent ones, in turn.
 *
 * The same for the same seed; present objects are the same for each strategy. A scene without a present or an absent
 * object has no question.
 */
export function pollObjects(
  scenes: readonly Scene[],
  { strategy, perScene = 3, seed = 1 }: PollingOptions,
): ObjectPoll[] {
  const known = countObjects(scenes);
  const objects = [...known.keys()].toSorted();
  const together = strategy === "adversarial" ? countTogether(scenes) : new Map<string, number>();
  const [randomPresent, randomAbsent] = [createRandom(seed), createRandom(seed + 1)];
  return scenes.flatMap((scene) => {
    const shown = new Set(scene.objects);
    const unasked = new Set([...shown, ...(scene.unsure ?? [])]);
    const present = shuffled([...shown].toSorted(), randomPresent).slice(0, perScene);
    // Equal ones come in an order of chance, not by name.
    const absent = shuffled(
      objects.filter((object) => !unasked.has(object)),
      randomAbsent,
    );
    const nearness = (object: string, of: readonly string[]) =>
      Math.max(...of.map((other) => together.get(pairOf(object, other)) ?? 0));
    if (strategy === "popular") absent.sort((a, b) => (known.get(b) as number) - (known.get(a) as number));
    if (strategy === "adversarial") absent.sort((a, b) => nearness(b, present) - nearness(a, present));
    const asked = Math.min(present.length, absent.length);
    return Array.from({ length: asked }, (_, n) => [
      { sceneId: scene.id, object: present[n] as string, isPresent: true },
      { sceneId: scene.id, object: absent[n] as string, isPresent: false },
    ]).flat();
  });
}

/** Scenes that show each object. */
function countObjects(scenes: readonly Scene[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { objects } of scenes)
    for (const object of new Set(objects)) counts.set(object, (counts.get(object) ?? 0) + 1);
  return counts;
}

/** Scenes that show both objects of a pair. */
function countTogether(scenes: readonly Scene[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { objects } of scenes) {
    const shown = [...new Set(objects)];
    for (const [n, one] of shown.entries())
      for (const other of shown.slice(n + 1)) counts.set(pairOf(one, other), (counts.get(pairOf(one, other)) ?? 0) + 1);
  }
  return counts;
}

const pairOf = (a: string, b: string): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);
